package ledger

import "strconv"

// Field is the part of a record that could not be read. The order is that of the contract.
type Field uint8

// The fields.
const (
	FieldRecord Field = iota
	FieldName
	FieldEmail
	FieldAge
	fields
)

var fieldNames = [fields]string{"record", "name", "email", "age"}

// String returns the field's name in the contract.
func (f Field) String() string { return fieldNames[f] }

// Defect is why a record could not be read. The order is that of the contract.
type Defect uint8

// The defects.
const (
	DefectWrongFieldCount Defect = iota
	DefectMalformed
	DefectInvalidUTF8
	DefectMissingField
	DefectDuplicateField
	DefectWrongType
	DefectInvalidNumber
	defects
)

var defectTexts = [defects]struct{ name, message string }{
	DefectWrongFieldCount: {"wrong-field-count", "Wrong number of fields"},
	DefectMalformed:       {"malformed", "Not well-formed"},
	DefectInvalidUTF8:     {"invalid-utf8", "Not valid UTF-8"},
	DefectMissingField:    {"missing-field", "Missing"},
	DefectDuplicateField:  {"duplicate-field", "Given twice"},
	DefectWrongType:       {"wrong-type", "Wrong type"},
	DefectInvalidNumber:   {"invalid-number", "Age must be a whole number"},
}

// String returns the defect's name in the contract.
func (d Defect) String() string { return defectTexts[d].name }

// Message returns the defect as a message for people; maxAge is the highest age that the rules allow.
func (d Defect) Message(maxAge uint32) string {
	message := defectTexts[d].message
	if d == DefectInvalidNumber {
		message += " from 0 to " + strconv.FormatUint(uint64(maxAge), 10)
	}
	return message
}
