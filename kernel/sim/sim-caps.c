// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the lines and addresses of an exchange say that they can do.
 */
#include <linux/bits.h>
#include <linux/minmax.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "sim.h"

#define SIM_UUI_MAX		TLINE_UUI_LEN
#define SIM_CONTROLS_MAX	16	/* entries of a media control list, of each kind */

static const struct tline_line_caps line_caps = {
	.api_version = TLINE_API_VERSION_MAX,
	.address_modes = TLINE_ADDRESSMODE_ADDRESSID,
	.bearer_modes = TLINE_BEARERMODE_VOICE | TLINE_BEARERMODE_SPEECH | TLINE_BEARERMODE_DATA,
	.max_rate = SIM_RATE,
	.generate_tone_modes = TLINE_TONEMODE_CUSTOM | TLINE_TONEMODE_RINGBACK |
			       TLINE_TONEMODE_BUSY | TLINE_TONEMODE_BEEP |
			       TLINE_TONEMODE_BILLING,
	.generate_tone_max_freq = 4,
	.generate_digit_modes = TLINE_DIGITMODE_PULSE | TLINE_DIGITMODE_DTMF,
	.monitor_tone_max_freq = 3,
	.monitor_tone_max_entries = TLINE_MAX_TONES,
	.monitor_digit_modes = TLINE_DIGITMODE_PULSE | TLINE_DIGITMODE_DTMF |
			       TLINE_DIGITMODE_DTMFEND,
	.gather_digits_min_timeout = 10,
	.gather_digits_max_timeout = 3600000,
	.medctl_digit_max = SIM_CONTROLS_MAX,
	.medctl_media_max = SIM_CONTROLS_MAX,
	.medctl_tone_max = SIM_CONTROLS_MAX,
	.medctl_callstate_max = SIM_CONTROLS_MAX,
	.ring_modes = SIM_RING_MODES,
	.line_states = TLINE_DEVSTATE_RINGING | TLINE_DEVSTATE_CONNECTED |
		       TLINE_DEVSTATE_DISCONNECTED | TLINE_DEVSTATE_MSGWAITON |
		       TLINE_DEVSTATE_MSGWAITOFF | TLINE_DEVSTATE_INSERVICE |
		       TLINE_DEVSTATE_OUTOFSERVICE | TLINE_DEVSTATE_OPEN |
		       TLINE_DEVSTATE_CLOSE | TLINE_DEVSTATE_NUMCALLS |
		       TLINE_DEVSTATE_NUMCOMPLETIONS | TLINE_DEVSTATE_TERMINALS |
		       TLINE_DEVSTATE_ROAMMODE | TLINE_DEVSTATE_BATTERY |
		       TLINE_DEVSTATE_SIGNAL | TLINE_DEVSTATE_DEVSPECIFIC |
		       TLINE_DEVSTATE_REINIT | TLINE_DEVSTATE_CONFIGCHANGE |
		       TLINE_DEVSTATE_COMPLCANCEL | TLINE_DEVSTATE_REMOVED,
	.uui_accept = SIM_UUI_MAX,
	.uui_answer = SIM_UUI_MAX,
	.uui_makecall = SIM_UUI_MAX,
	.uui_drop = SIM_UUI_MAX,
	.uui_send = SIM_UUI_MAX,
	.uui_callinfo = SIM_UUI_MAX,
	.dial_min = { .pause = 10, .speed = 10, .duration = 10, .wait_dialtone = 100 },
	.dial_max = { .pause = 1000, .speed = 500, .duration = 500, .wait_dialtone = 60000 },
	.settable_status = TLINE_DEVSTATUSFLAGS_MSGWAIT,
	.switch_info = "tline software exchange",
};

static const struct tline_address_caps address_caps = {
	.sharing = TLINE_ADDRESSSHARING_PRIVATE,
	.address_states = TLINE_ADDRESSSTATE_INUSEZERO | TLINE_ADDRESSSTATE_INUSEONE |
			  TLINE_ADDRESSSTATE_INUSEMANY | TLINE_ADDRESSSTATE_NUMCALLS |
			  TLINE_ADDRESSSTATE_FORWARD | TLINE_ADDRESSSTATE_TERMINALS,
	.call_info_states = TLINE_CALLINFOSTATE_BEARERMODE | TLINE_CALLINFOSTATE_RATE |
			    TLINE_CALLINFOSTATE_MEDIAMODE | TLINE_CALLINFOSTATE_APPSPECIFIC |
			    TLINE_CALLINFOSTATE_CALLID | TLINE_CALLINFOSTATE_RELATEDCALLID |
			    TLINE_CALLINFOSTATE_ORIGIN | TLINE_CALLINFOSTATE_REASON |
			    TLINE_CALLINFOSTATE_COMPLETIONID |
			    TLINE_CALLINFOSTATE_NUMOWNERINCR |
			    TLINE_CALLINFOSTATE_NUMOWNERDECR |
			    TLINE_CALLINFOSTATE_NUMMONITORS | TLINE_CALLINFOSTATE_TRUNK |
			    TLINE_CALLINFOSTATE_CALLERID | TLINE_CALLINFOSTATE_CALLEDID |
			    TLINE_CALLINFOSTATE_CONNECTEDID |
			    TLINE_CALLINFOSTATE_REDIRECTIONID |
			    TLINE_CALLINFOSTATE_REDIRECTINGID |
			    TLINE_CALLINFOSTATE_USERUSERINFO |
			    TLINE_CALLINFOSTATE_HIGHLEVELCOMP |
			    TLINE_CALLINFOSTATE_LOWLEVELCOMP |
			    TLINE_CALLINFOSTATE_TERMINAL |
			    TLINE_CALLINFOSTATE_DIALPARAMS |
			    TLINE_CALLINFOSTATE_MONITORMODES |
			    TLINE_CALLINFOSTATE_TREATMENT | TLINE_CALLINFOSTATE_QOS |
			    TLINE_CALLINFOSTATE_CALLDATA,
	.caller_id_flags = TLINE_CALLPARTYID_BLOCKED | TLINE_CALLPARTYID_NAME |
			   TLINE_CALLPARTYID_ADDRESS | TLINE_CALLPARTYID_UNKNOWN,
	.called_id_flags = TLINE_CALLPARTYID_ADDRESS | TLINE_CALLPARTYID_UNKNOWN,
	.connected_id_flags = TLINE_CALLPARTYID_BLOCKED | TLINE_CALLPARTYID_NAME |
			      TLINE_CALLPARTYID_ADDRESS | TLINE_CALLPARTYID_UNKNOWN,
	.redirection_id_flags = TLINE_CALLPARTYID_ADDRESS,
	.redirecting_id_flags = TLINE_CALLPARTYID_ADDRESS,
	.call_states = TLINE_CALLSTATE_IDLE | SIM_ACTIVE | SIM_HELD | TLINE_CALLSTATE_CONFERENCED |
		       TLINE_CALLSTATE_UNKNOWN,
	.dialtone_modes = TLINE_DIALTONEMODE_NORMAL,
	.busy_modes = TLINE_BUSYMODE_STATION,
	.special_info = TLINE_SPECIALINFO_CUSTIRREG,
	.disconnect_modes = TLINE_DISCONNECTMODE_NORMAL | TLINE_DISCONNECTMODE_REJECT |
			    TLINE_DISCONNECTMODE_PICKUP | TLINE_DISCONNECTMODE_BUSY |
			    TLINE_DISCONNECTMODE_NOANSWER |
			    TLINE_DISCONNECTMODE_BADADDRESS |
			    TLINE_DISCONNECTMODE_UNREACHABLE |
			    TLINE_DISCONNECTMODE_CONGESTION |
			    TLINE_DISCONNECTMODE_INCOMPATIBLE |
			    TLINE_DISCONNECTMODE_OUTOFORDER |
			    TLINE_DISCONNECTMODE_TEMPFAILURE |
			    TLINE_DISCONNECTMODE_DONOTDISTURB,
	.connected_modes = TLINE_CONNECTEDMODE_ACTIVE,
	.offering_modes = TLINE_OFFERINGMODE_ACTIVE,
	.max_onhold_pending_calls = 1,
	.flags = TLINE_ADDRCAPFLAGS_FWDNUMRINGS | TLINE_ADDRCAPFLAGS_PICKUPGROUPID |
		 TLINE_ADDRCAPFLAGS_SECURE | TLINE_ADDRCAPFLAGS_BLOCKIDOVERRIDE |
		 TLINE_ADDRCAPFLAGS_DIALED | TLINE_ADDRCAPFLAGS_ORIGOFFHOOK |
		 TLINE_ADDRCAPFLAGS_DESTOFFHOOK | TLINE_ADDRCAPFLAGS_SETUPCONFNULL |
		 TLINE_ADDRCAPFLAGS_AUTORECONNECT | TLINE_ADDRCAPFLAGS_COMPLETIONID |
		 TLINE_ADDRCAPFLAGS_TRANSFERHELD | TLINE_ADDRCAPFLAGS_TRANSFERMAKE |
		 TLINE_ADDRCAPFLAGS_CONFERENCEHELD | TLINE_ADDRCAPFLAGS_CONFERENCEMAKE |
		 TLINE_ADDRCAPFLAGS_PARTIALDIAL | TLINE_ADDRCAPFLAGS_FWDSTATUSVALID |
		 TLINE_ADDRCAPFLAGS_FWDINTEXTADDR | TLINE_ADDRCAPFLAGS_FWDBUSYNAADDR |
		 TLINE_ADDRCAPFLAGS_CONFDROP | TLINE_ADDRCAPFLAGS_SETCALLINGID |
		 TLINE_ADDRCAPFLAGS_NOPSTNADDRESSTRANSLATION,
	.call_features2 = TLINE_CALLFEATURE2_NOHOLDCONFERENCE | TLINE_CALLFEATURE2_ONESTEPTRANSFER |
			  TLINE_CALLFEATURE2_COMPLCAMPON | TLINE_CALLFEATURE2_COMPLCALLBACK |
			  TLINE_CALLFEATURE2_COMPLINTRUDE | TLINE_CALLFEATURE2_COMPLMESSAGE |
			  TLINE_CALLFEATURE2_TRANSFERNORM | TLINE_CALLFEATURE2_TRANSFERCONF |
			  TLINE_CALLFEATURE2_PARKDIRECT | TLINE_CALLFEATURE2_PARKNONDIRECT,
	.remove_from_conf_caps = TLINE_REMOVEFROMCONF_ANY,
	.remove_from_conf_state = TLINE_CALLSTATE_ONHOLD,
	.transfer_modes = TLINE_TRANSFERMODE_TRANSFER | TLINE_TRANSFERMODE_CONFERENCE,
	.park_modes = TLINE_PARKMODE_DIRECTED | TLINE_PARKMODE_NONDIRECTED,
	.forward_modes = SIM_FORWARD_MODES,
	.max_forward_entries = SIM_MAX_FORWARDS,
	.max_specific_entries = SIM_MAX_FORWARDS,
	.min_forward_rings = SIM_MIN_RINGS,
	.max_forward_rings = SIM_MAX_RINGS,
	.max_call_completions = SIM_MAX_COMPLETIONS,
	.completion_conds = TLINE_CALLCOMPLCOND_BUSY | TLINE_CALLCOMPLCOND_NOANSWER,
	.completion_modes = TLINE_CALLCOMPLMODE_CAMPON | TLINE_CALLCOMPLMODE_CALLBACK |
			    TLINE_CALLCOMPLMODE_INTRUDE | TLINE_CALLCOMPLMODE_MESSAGE,
	.num_completion_messages = SIM_COMPLETION_MESSAGES,
	.num_treatments = SIM_TREATMENTS,
	.max_call_data_size = SIM_MAX_CALL_DATA,
	.max_no_answer_timeout = 3600,
};

/* What an operation that a line lacks takes along. */
static const struct {
	u32 op;
	u32 features2;
} refinements[] = {
	{ TLINE_OP_SETUPCONFERENCE, TLINE_CALLFEATURE2_NOHOLDCONFERENCE },
	{ TLINE_OP_SETUPTRANSFER, TLINE_CALLFEATURE2_ONESTEPTRANSFER },
	{ TLINE_OP_COMPLETECALL, TLINE_CALLFEATURE2_COMPLCAMPON | TLINE_CALLFEATURE2_COMPLCALLBACK |
				 TLINE_CALLFEATURE2_COMPLINTRUDE | TLINE_CALLFEATURE2_COMPLMESSAGE },
	{ TLINE_OP_COMPLETETRANSFER, TLINE_CALLFEATURE2_TRANSFERNORM |
				     TLINE_CALLFEATURE2_TRANSFERCONF },
	{ TLINE_OP_PARK, TLINE_CALLFEATURE2_PARKDIRECT | TLINE_CALLFEATURE2_PARKNONDIRECT },
};

static void caps_fill(struct sim_caps *c, const struct sim_line *line)
{
	u32 active = min(line->max_active, line->max_calls);
	u32 i;

	c->line = line_caps;
	c->line.flags = TLINE_DEVCAPFLAGS_HIGHLEVCOMP | TLINE_DEVCAPFLAGS_LOWLEVCOMP |
			TLINE_DEVCAPFLAGS_MEDIACONTROL |
			(line->closedrop ? TLINE_DEVCAPFLAGS_CLOSEDROP : 0);
	c->line.media_modes = line->media_modes;
	c->line.max_active_calls = active;
	c->line.answer_mode = line->answer_mode;
	c->line.dial_default = sim_dial_default;
	c->line.num_terminals = line->num_terminals;
	c->address = address_caps;
	c->address.max_active_calls = active;
	c->address.max_onhold_calls = line->max_calls;
	c->address.max_conference = line->max_conference;
	c->address.max_trans_conf = line->max_conference;
	c->address.media_modes = line->media_modes;
	for (i = 0; i < ARRAY_SIZE(refinements); i++) {
		if (line->without & BIT_ULL(refinements[i].op))
			c->address.call_features2 &= ~refinements[i].features2;
	}
}

/* Lines that are alike share their capabilities. */
struct sim_caps *sim_caps_get(struct sim_line *line)
{
	struct sim_caps *c, *new = kzalloc(sizeof(*new), GFP_KERNEL);

	lockdep_assert_held(&line->ex->run);
	if (!new)
		return NULL;
	caps_fill(new, line);
	list_for_each_entry(c, &line->ex->caps, node) {
		if (memcmp(&c->line, &new->line, sizeof(c->line)) ||
		    memcmp(&c->address, &new->address, sizeof(c->address)))
			continue;
		kfree(new);
		return c;
	}
	list_add(&new->node, &line->ex->caps);
	return new;
}

void sim_caps_free(struct sim_exchange *ex)
{
	struct sim_caps *c, *tmp;

	list_for_each_entry_safe(c, tmp, &ex->caps, node) {
		list_del(&c->node);
		kfree(c);
	}
}
