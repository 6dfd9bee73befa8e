// What is known of characters: the mapping of UTS 46, the normalization form C, and sets of characters.
#pragma once

#include "text.h"

bool is_white_space(uint32_t point);
bool is_invisible(uint32_t point);
bool is_control(uint32_t point);
bool is_virama(uint32_t point);
// Whether a character can be part of a label.
bool is_part(uint32_t point);

// Maps a text and normalizes it. False: a character isn't allowed.
bool map_text(struct text text, struct points *mapped);
// Whether mapping and normalizing change nothing.
bool is_normal(const struct points *points);
