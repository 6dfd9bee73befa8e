// Package items reads records and has them validated. It knows no bindings.
package items

import (
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
)

// Problem is why a record is rejected.
type Problem struct{ Field, Message string }

// Outcome is what becomes of the record that begins at a line.
type Outcome struct {
	Line     uint32
	Problems []Problem
}

// Process returns the outcome of each record of a CSV text. An error is about its first line.
func Process(text string, validate func(Item) []Problem) (outcomes []Outcome, err error) {
	// Spreadsheets write a byte order mark.
	reader := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, "\ufeff")))
	if header, err := reader.Read(); err != nil || !slices.Equal(header, fields) {
		return nil, errors.New("found the first line " + strconv.Quote(strings.Join(header, ",")) + ", expected " + strings.Join(fields, ","))
	}
	for {
		cells, err := reader.Read()
		if err == io.EOF {
			return outcomes, nil
		}
		var unreadable *csv.ParseError
		if errors.As(err, &unreadable) {
			problem := Problem{"record", unreadable.Err.Error()}
			outcomes = append(outcomes, Outcome{uint32(unreadable.StartLine), []Problem{problem}})
			continue
		}
		line, _ := reader.FieldPos(0)
		row := row{cells: cells}
		item := row.item()
		if len(row.problems) == 0 {
			row.problems = validate(item)
		}
		outcomes = append(outcomes, Outcome{uint32(line), row.problems})
	}
}

// row is a row of the input, and what can't be read in it.
type row struct {
	cells    []string
	problems []Problem
}

func (r *row) reject(column int, message string) {
	r.problems = append(r.problems, Problem{fields[column], message})
}
