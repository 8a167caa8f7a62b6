"""Runs before the program in the packed Linux version: what it starts (a browser, an office, itself) begins as if started by hand.

Other programs must not find our libraries first; the program itself must look for them again.
"""

import os

original = os.environ.pop("LD_LIBRARY_PATH_ORIG", None)
if original is None:
    os.environ.pop("LD_LIBRARY_PATH", None)
else:
    os.environ["LD_LIBRARY_PATH"] = original
os.environ["PYINSTALLER_RESET_ENVIRONMENT"] = "1"
