/* SPDX-License-Identifier: MIT */
#include "aws/look_alike.h"

#include "utf8.h"

/* Letters of other alphabets that are drawn like one of ASCII. */
static const struct {
	unsigned code;
	char letter;
} look_alikes[] = {
    {0x0391, 'A'},
    {0x0392, 'B'},
    {0x0395, 'E'},
    {0x0397, 'H'},
    {0x0399, 'I'},
    {0x039a, 'K'},
    {0x039c, 'M'},
    {0x039d, 'N'},
    {0x039f, 'O'},
    {0x03a1, 'P'},
    {0x03a4, 'T'},
    {0x03a7, 'X'},
    {0x03bf, 'o'},
    {0x03c1, 'p'},
    {0x0405, 'S'},
    {0x0406, 'I'},
    {0x0408, 'J'},
    {0x0410, 'A'},
    {0x0412, 'B'},
    {0x0415, 'E'},
    {0x041a, 'K'},
    {0x041c, 'M'},
    {0x041d, 'H'},
    {0x041e, 'O'},
    {0x0420, 'P'},
    {0x0421, 'C'},
    {0x0422, 'T'},
    {0x0425, 'X'},
    {0x0430, 'a'},
    {0x0435, 'e'},
    {0x043e, 'o'},
    {0x0440, 'p'},
    {0x0441, 'c'},
    {0x0443, 'y'},
    {0x0445, 'x'},
    {0x0455, 's'},
    {0x0456, 'i'},
    {0x0458, 'j'},
};

char
look_alike_of(unsigned code)
{
	if (code >= 0xff01 && code <= 0xff5e)
		return (char)(code - 0xff01 + '!');
	for (size_t i = 0; i < sizeof look_alikes / sizeof *look_alikes; i++) {
		if (look_alikes[i].code == code)
			return look_alikes[i].letter;
	}
	return '\0';
}

/* Characters that leave no mark on a screen. */
static bool
is_unseen(unsigned code)
{
	return code == 0xad || (code >= 0x200b && code <= 0x200f) ||
	       code == 0x2060 || code == 0xfeff ||
	       (code >= 0xfe00 && code <= 0xfe0f) ||
	       (code >= 0xe0000 && code <= 0xe007f);
}

struct look_alikes
look_alike_fold(const char *text, char *out, size_t size)
{
	const unsigned char *at = (const unsigned char *)text;
	struct look_alikes found = {0};
	size_t n = 0;

	while (*at != '\0' && n + 4 < size) {
		size_t used = 1;
		unsigned code = *at;
		char letter;

		while (used < 4 && (at[used] & 0xc0) == 0x80)
			used++;
		used = utf8_decode(at, used, &code);
		used = used == 0 ? 1 : used;
		letter = look_alike_of(code);
		found.has_other |= letter != '\0';
		found.has_unseen |= is_unseen(code);
		if (letter != '\0')
			out[n++] = letter;
		else if (!is_unseen(code))
			for (size_t i = 0; i < used; i++)
				out[n++] = (char)at[i];
		at += used;
	}
	out[n] = '\0';
	return found;
}
