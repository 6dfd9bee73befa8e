//go:build faults

package main

import (
	"strings"

	service "polyglot.example/go-service/internal/my/user-service/types"
)

// provoke fails if a user has a name such as `fault-service-trap`.
func provoke(names string) {
	switch {
	case strings.Contains(names, "fault-service-trap"):
		panic("asked for")
	case strings.Contains(names, "fault-service-loop"):
		runOn()
	case strings.Contains(names, "fault-service-memory"):
		allocate()
	case strings.Contains(names, "fault-service-recursion"):
		kept = append(kept, recurse([]byte(names), 1<<62))
	case strings.Contains(names, "fault-service-total"):
		miscounts = true
	}
}

var miscounts bool

// counted counts one user too many after one named `fault-service-total`.
func counted(totals service.Totals) service.Totals {
	if miscounts {
		totals.Accepted++
	}
	return totals
}

// kept is assigned so that the compiler does not remove the loops.
var kept [][]byte

//go:noinline
func runOn() {
	for calls := 0; ; calls++ {
		if calls < 0 {
			kept = nil
		}
	}
}

//go:noinline
func allocate() {
	for {
		kept = append(kept, make([]byte, 1<<16))
	}
}

//go:noinline
func recurse(bytes []byte, depth uint64) []byte {
	if depth == 0 {
		return bytes
	}
	return append(recurse(bytes, depth-1), byte(depth))
}
