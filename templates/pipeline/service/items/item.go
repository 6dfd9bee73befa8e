package items

// Item is a record, as in ../../wit.
type Item struct {
@GO-FIELDS@
}

// fields are the columns of the input, in this order.
var fields = []string{
@GO-NAMES@
}

// item reads a record, and rejects the cells that can't be read.
func (r *row) item() (item Item) {
@GO-READ@
	return item
}
