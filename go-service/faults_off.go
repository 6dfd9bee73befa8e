//go:build !faults

package main

import service "polyglot.example/go-service/internal/my/user-service/types"

// provoke does nothing. With the tag `faults`, it makes the component fail for the tests of the hosts.
func provoke(string) {}

// counted changes nothing. With the tag `faults`, it makes totals wrong for the tests of `replay`.
func counted(totals service.Totals) service.Totals { return totals }
