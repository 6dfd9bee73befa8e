// Command cgo-call prints the nanoseconds that a call from Go to a C function which does nothing takes.
//
//	cgo-call COUNT
package main

/*
#include <stdint.h>
static __attribute__((noinline)) uint32_t nothing(uint32_t n) { return n; }
*/
import "C"

import (
	"fmt"
	"os"
	"strconv"
	"time"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: cgo-call COUNT")
		os.Exit(2)
	}
	count, err := strconv.Atoi(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, "cgo-call:", err)
		os.Exit(2)
	}
	calls(count / 10)
	start := time.Now()
	calls(count)
	fmt.Printf("%.2f\n", float64(time.Since(start).Nanoseconds())/float64(count))
}

func calls(count int) {
	for i := range count {
		if got := C.nothing(C.uint32_t(i)); got != C.uint32_t(i) {
			panic(fmt.Sprintf("call C: found %d, expected %d", got, i))
		}
	}
}
