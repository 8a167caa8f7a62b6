"""Tests of what makes and surrounds the installers; the slow proof is ``build/dev.py package --verify``."""
