"""A self-contained show: invented outlets on a loopback server, and a clock that runs fast."""
