"""The page 报送与接收 (file exchange with the city): sending, taking in, mending what was returned, and the station's identity."""
