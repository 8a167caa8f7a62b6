"""What only the city edition (市级版) does, one function per thing that can be done."""
