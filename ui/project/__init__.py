"""One pilot project (试点项目): the parts of its page."""
