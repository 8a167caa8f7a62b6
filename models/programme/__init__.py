"""The programme pack (方案包): names, areas, districts, obligations, indicators, dictionaries, life cycle."""
