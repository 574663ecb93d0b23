/* SPDX-License-Identifier: MIT */
/* Members of the JSON report: how the message came, and what AWS answered. */
#ifndef SDX_REPORT_JSON_STORY_H
#define SDX_REPORT_JSON_STORY_H

#include "answer.h"
#include "evidence.h"
#include "json/json.h"

/* "aws_error"; NULL: null. */
void json_put_aws_error(struct json_writer *, const struct aws_error *);
/* "answer"; NULL: null. */
void json_put_answer(struct json_writer *, const struct answer *);
/* "story": the steps that led to the message. */
void json_put_story(struct json_writer *, const struct evidence *);

#endif
