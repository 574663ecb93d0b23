/* SPDX-License-Identifier: MIT */
/*
 * The steps of evidence_build(), each in a file of its own; nobody else
 * calls them.  Each answers false only for want of memory.
 */
#ifndef SDX_EVIDENCE_STEPS_H
#define SDX_EVIDENCE_STEPS_H

#include "evidence.h"

/* evidence_inputs.c: tell what each input is, and read what it holds. */
bool evidence_read_inputs(struct evidence *);

/* evidence_subject.c: read the metadata under test; look at its keys. */
bool evidence_read_subject(struct evidence *, size_t input);
bool evidence_vet_keys(struct evidence *);
/* evidence_change.c: what IAM holds, and what the upload would change. */
bool evidence_read_current(struct evidence *, size_t input);
bool evidence_compare(struct evidence *);
/* evidence_signer.c: the signature of the metadata under test. */
bool evidence_read_signer(struct evidence *, size_t input);
bool evidence_read_whole(struct evidence *, size_t input);
bool evidence_prove_subject(struct evidence *);
/* evidence_agreement.c: a response beside the metadata under test. */
bool evidence_agree(struct evidence *);
/*
 * evidence_command.c: read the command and what its files hold, before the
 * other inputs; then judge it beside them.
 */
bool evidence_read_command(struct evidence *);
bool evidence_judge_command(struct evidence *);
/* evidence_sign_ins.c: every capture, each judged by itself. */
bool evidence_read_sign_ins(struct evidence *);
/* Evidence of one message, on what the whole has read.  NULL: no memory. */
struct evidence *evidence_one_of(struct evidence *, struct capture_message *);
/* evidence_live.c: which captures can still be used to sign in. */
bool evidence_find_live(struct evidence *);
/* evidence_rotation.c: where the rotations of keys stand. */
bool evidence_read_rotation(struct evidence *);
/* evidence_rotation_plan.c: the steps, unless the state is disputed. */
void evidence_plan_rotation(struct evidence *, bool is_disputed);
/* evidence_trail.c: CloudTrail's records, and the one of this sign-in. */
bool evidence_add_trail(struct evidence *, size_t input);
void evidence_choose_event(struct evidence *);

/* evidence_trust.c: the roles of the pairs, and their trust policies. */
bool evidence_judge_trust(struct evidence *);

/* evidence_sealed.c: fill in the certificate of its key, and the traits, where
   that was decoded already. */
void evidence_decoded(const struct evidence *, struct trusted_certificate *);

/* evidence_message.c: choose the message, parse it, judge its structure. */
bool evidence_read_message(struct evidence *);

/* evidence_proof.c: verify, decrypt, and read the claims from what holds. */
bool evidence_prove(struct evidence *);

/* evidence_alien.c: refuse the signatures that hold, by a key of another than
   the assertion's Issuer.  true: there were some. */
bool evidence_refuse_aliens(struct evidence *, const struct saml_assertion *);

/* evidence_request.c: what applications asked for. */
bool evidence_read_requests(struct evidence *);

/* evidence_query.c: verify the signature in a URL. */
bool evidence_prove_query(struct evidence *);

#endif
