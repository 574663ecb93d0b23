/* SPDX-License-Identifier: MIT */
/* idp RECIPE OUTDIR: write the files that somebody in trouble would have. */
#include <stdio.h>
#include <stdlib.h>

#include "idp.h"

static bool
write_input(const char *folder, const struct idp_input *input)
{
	char path[1024];
	FILE *file;
	bool is_fine;

	snprintf(path, sizeof path, "%s/%s", folder, input->name);
	file = fopen(path, "wb");
	if (file == NULL)
		return false;
	is_fine = fwrite(input->data, 1, input->len, file) == input->len;
	return fclose(file) == 0 && is_fine;
}

int
main(int argc, char **argv)
{
	const char *keys = getenv("IDP_KEYS");
	struct idp_case made;

	if (argc != 3 || keys == NULL) {
		fputs("usage: IDP_KEYS=FOLDER idp RECIPE OUTDIR\n", stderr);
		return 2;
	}
	if (!idp_follow_file(argv[1], keys, &made)) {
		fprintf(stderr, "idp: %s\n", made.error);
		return 1;
	}
	for (size_t i = 0; i < made.n_inputs; i++) {
		if (!write_input(argv[2], &made.inputs[i])) {
			perror(argv[2]);
			return 1;
		}
	}
	idp_free(&made);
	return 0;
}
