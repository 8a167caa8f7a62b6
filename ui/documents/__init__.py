"""The documents of every stage (文书): the list's parts, making a new one, handing in, the seal, figures that have moved on."""
