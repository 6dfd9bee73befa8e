package users

import "testing"

func TestTheSameAddressInOtherCaseIsTaken(t *testing.T) {
	r := New()
	id, problem := r.Take(1, "eilidh.halvorsen0@example.com")
	if problem != nil || id != "usr_5da17bbbtcrk7mwv1gzhjgjpr5" {
		t.Fatalf("got %q, %v", id, problem)
	}
	_, problem = r.Take(2, "Eilidh.Halvorsen0@EXAMPLE.com")
	if problem == nil || problem.Message != "Duplicate email, first seen in record 1" {
		t.Fatalf("got %v", problem)
	}
}
