"""The file exchange between district and city (docs/package-format.md): frozen data in, file out; file in, typed content out."""
