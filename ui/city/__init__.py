"""Parts of the pages that only the city edition (市级版) has."""
