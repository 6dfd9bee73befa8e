//go:build !faults

package main

// provoke does nothing. With the tag `faults`, it makes the component fail for the tests of the hosts.
func provoke(string) {}
