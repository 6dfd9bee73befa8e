//go:build !faults

package main

// provoke fails in the way that a name asks for. It is for tests of the hosts.
func provoke(string) {}
