"""Small electrical jobs at home: a light bulb, a watch battery."""
