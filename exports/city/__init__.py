"""Documents that only the city edition (市级版) makes."""
