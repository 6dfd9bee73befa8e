// Command pipe-users is the second of three processes joined by pipes: it assigns ids and finds duplicates. It reads
// lines on stdin and writes them to stdout, rejects unchanged.
package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os"

	"github.com/goccy/go-json"

	"polyglot.example/bench/users"
)

type row struct {
	Record uint64 `json:"record"`
	Line   uint64 `json:"line"`
	Name   string `json:"name"`
	Email  string `json:"email"`
	Age    uint32 `json:"age"`
	// Errors of a record that was already rejected; their content doesn't matter here.
	Errors json.RawMessage `json:"errors"`
}

type accepted struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Email string `json:"email"`
	Age   uint32 `json:"age"`
}

type reject struct {
	Record uint64          `json:"record"`
	Line   uint64          `json:"line"`
	Name   string          `json:"name"`
	Email  string          `json:"email"`
	Age    uint32          `json:"age"`
	Errors []users.Problem `json:"errors"`
}

const buffer = 256 << 10

func main() {
	if err := run(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "pipe-users:", err)
		os.Exit(1)
	}
}

func run(in io.Reader, out io.Writer) error {
	lines := bufio.NewReaderSize(in, buffer)
	written := bufio.NewWriterSize(out, buffer)
	register := users.New()
	var long []byte
	for {
		line, err := lines.ReadSlice('\n')
		switch {
		case err == bufio.ErrBufferFull:
			long = append(long, line...)
			continue
		case err == io.EOF && len(line)+len(long) == 0:
			return written.Flush()
		case err != nil && err != io.EOF:
			return err
		}
		if len(long) > 0 {
			line = append(long, line...)
			long = long[:0]
		}
		if err := handle(register, line, written); err != nil {
			return fmt.Errorf("%w in line `%s`", err, bytes.TrimSpace(line))
		}
	}
}

func handle(register *users.Register, line []byte, out *bufio.Writer) error {
	var r row
	if err := json.UnmarshalNoEscape(line, &r); err != nil {
		return err
	}
	if r.Errors != nil {
		_, err := out.Write(line)
		return err
	}
	id, problem := register.Take(r.Record, r.Email)
	var encoded []byte
	var err error
	if problem != nil {
		encoded, err = json.MarshalNoEscape(&reject{r.Record, r.Line, r.Name, r.Email, r.Age, []users.Problem{*problem}})
	} else {
		encoded, err = json.MarshalNoEscape(&accepted{id, r.Name, r.Email, r.Age})
	}
	if err != nil {
		return err
	}
	if _, err = out.Write(encoded); err != nil {
		return err
	}
	return out.WriteByte('\n')
}
