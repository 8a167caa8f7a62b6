"""The file exchange as the program uses it: the stations and chains of the workspace on one side, `exports.package` on the other."""
