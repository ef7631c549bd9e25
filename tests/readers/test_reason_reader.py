"""Reasons: which code a sentence of a rationale gives, by itself."""

from __future__ import annotations

import pytest

from imr_nlp.components.reasons import ReasonFinder
from imr_nlp.readers.reason_evidence import MAX_WORDS
from imr_nlp.readers.reasons import Found, ReasonReader
from imr_nlp.readers.roles import REASONING, Part, RoleReader
from imr_nlp.rules.load import read_rows
from imr_nlp.text.sentences import SentenceSplitter, split

FILES = ("scope.jsonl", "clauses.jsonl", "absences.jsonl", "roles.jsonl", "concepts.jsonl", "reasons.jsonl", "sentences.jsonl")
NONE = ""

AGAINST = [
    ("no_functional_improvement", "There is no evidence that these visits have resulted in functional improvement."),
    ("no_functional_improvement", "The records fail to show that prior sessions produced any lasting change in function."),
    ("no_functional_improvement", "Objective gains from the earlier visits have not been documented."),
    ("no_functional_improvement", "There is no evidence that prior massage provided relief."),
    ("no_functional_improvement", "Nothing shows that these visits were of any benefit."),
    (NONE, "The necessity of the order for Soma 350mg #90 is not fully supported in this worker."),
    (NONE, "The medical necessity of the order for Soma 350mg #90 is not fully established in this worker."),
    (NONE, "He rates his pain at 7/10 with Soma, unchanged from earlier visits."),
    ("no_functional_improvement", "The patient continues to have 8/10 pain despite the use of Norco."),
    ("no_functional_improvement", "There has been no significant improvement with this medication."),
    ("no_functional_improvement", "No discernible functional gain has been noted."),
    ("no_functional_improvement", "It is not clear that the patient has benefited from the drug."),
    ("no_functional_improvement", "She reports no change in pain with the patches."),
    ("no_functional_improvement", "The provider did not document the percentage of pain relief."),
    ("no_functional_improvement", "The documentation does not specify how the patient responded to prior therapy."),
    ("no_functional_improvement", "In this case pain relief was not quantified."),
    ("no_functional_improvement", "There is no discussion of the efficacy of the medication."),
    ("no_functional_improvement", "The claimant has not demonstrated measurable gains with acupuncture."),
    ("no_functional_improvement", "There was no mention of a reduction in opioid consumption with the injections."),
    ("no_functional_improvement", "The patient has been on Norco with no improvement in function."),
    ("no_functional_improvement", "Previous chiropractic treatment did not produce a lasting benefit."),
    (
        "no_functional_improvement",
        "The injured worker has completed 12 visits with no documented objective improvement in function.",
    ),
    ("no_functional_improvement", "There is insufficient evidence of functional benefit from the prior injection."),
    ("conservative_care_not_failed", "There is no evidence of a trial of first-line agents in this case."),
    ("conservative_care_not_failed", "The patient has not tried gabapentin or an antidepressant."),
    ("conservative_care_not_failed", "There is no mention of failed oral NSAIDs."),
    ("conservative_care_not_failed", "There is no documentation of a recent course of physical therapy."),
    ("conservative_care_not_failed", "It is unclear whether the patient has tried and failed oral medications."),
    ("conservative_care_not_failed", "Physical therapy has not been attempted."),
    ("conservative_care_not_failed", "The records do not reflect that conservative treatment has been exhausted."),
    ("conservative_care_not_failed", "Conservative measures were not documented."),
    ("conservative_care_not_failed", "There is no record that standard treatment has failed."),
    ("conservative_care_not_failed", "In this case there has been no one-month trial of the unit."),
    ("conservative_care_not_failed", "The worker has yet to complete a course of physical therapy."),
    ("conservative_care_not_failed", "There is no indication that the claimant cannot use over-the-counter medication."),
    ("conservative_care_not_failed", "The claimant has not had an adequate trial of conservative care."),
    ("conservative_care_not_failed", "There is no documentation of intolerance to oral medications."),
    ("conservative_care_not_failed", "The provider did not explain why first-line drugs could not be used."),
    ("conservative_care_not_failed", "There was no evidence that the applicant had failed antidepressants."),
    ("no_objective_findings", "There are no documented deficits on examination."),
    ("no_objective_findings", "The neurologic examination was nonfocal."),
    ("no_objective_findings", "There were no abnormal neurological findings."),
    ("no_objective_findings", "The exam did not show weakness or sensory loss."),
    ("no_objective_findings", "The MRI showed no evidence of nerve root compression."),
    ("no_objective_findings", "Radiculopathy is not documented on physical examination."),
    ("no_objective_findings", "Motor strength and reflexes were normal in both legs."),
    ("no_objective_findings", "There is no documentation of instability of the knee."),
    ("no_objective_findings", "Physical examination did not reveal any evidence of neurologic dysfunction."),
    ("no_objective_findings", "The claimant does not have focal neurologic signs."),
    ("no_objective_findings", "There is no objective evidence of radiculopathy."),
    ("no_indication", "The patient has not been diagnosed with insomnia."),
    ("no_indication", "There are no reported gastrointestinal symptoms."),
    ("no_indication", "The worker is not at increased risk for gastrointestinal events."),
    ("no_indication", "There is no evidence of an acute flare-up."),
    ("no_indication", "The patient is not currently taking an NSAID."),
    ("no_indication", "There is no documentation of muscle spasms."),
    ("no_indication", "The claimant does not have neuropathic pain."),
    ("no_indication", "There is no history of diabetes or bleeding disorder in this case."),
    ("no_indication", "The medical records do not indicate that the patient is homebound."),
    ("no_indication", "There is no documentation of depression or anxiety."),
    ("no_indication", "There is no documentation that the patient suffers from constipation."),
    ("exceeds_guideline", "The requested 12 sessions are more than the 10 visits recommended by the guidelines."),
    ("exceeds_guideline", "This request would exceed the recommended number of visits."),
    ("exceeds_guideline", "The requested quantity is in excess of the guidelines."),
    ("exceeds_guideline", "The number of sessions requested is greater than the guideline allows."),
    ("exceeds_guideline", "The number of sessions requested is above the recommended limit."),
    ("exceeds_guideline", "The request for 24 visits is excessive."),
    ("exceeds_guideline", "No exceptional factors were documented."),
    ("long_term_use", "Long-term use of cyclobenzaprine is not recommended, and this patient has been taking it since 2012."),
    ("long_term_use", "The patient has been using the drug on a chronic basis, which the guidelines do not support."),
    ("long_term_use", "The request for 90 tablets does not imply short-term use."),
    ("long_term_use", "The claimant has taken this drug well beyond the recommended duration."),
    ("long_term_use", "The continued use for this length of time is not recommended by the guidelines."),
    ("incomplete_request", "The request does not specify the frequency or duration of treatment."),
    ("incomplete_request", "No quantity was given in the request."),
    ("incomplete_request", "The request as written lacks a body part."),
    ("incomplete_request", "The frequency of use was not stated."),
    ("incomplete_request", "The requesting physician did not specify the number of sessions."),
    (
        "dependent_on_denied",
        "Since the surgery is not medically necessary, none of the associated services are medically necessary.",
    ),
    ("dependent_on_denied", "Given that the surgery is not supported, the requested brace is not supported."),
    (
        "dependent_on_denied",
        "As the primary procedure is not medically necessary, the assistant surgeon is not medically necessary.",
    ),
    ("dependent_on_denied", "The surgical procedure was not approved; therefore the post-operative therapy is not needed."),
    ("redundant", "The patient already has a TENS unit at home."),
    ("redundant", "The claimant had an MRI in 2015 and there has been no change in symptoms since then."),
    ("redundant", "The patient has already been authorized six visits."),
    ("redundant", "A prior EMG was performed three months ago."),
    ("redundant", "The patient is already taking another NSAID."),
    ("redundant", "This request is a duplicate of the one already approved."),
    ("redundant", "It is unclear why a repeat study is needed."),
    (
        "redundant",
        "The patient is currently undergoing physical therapy and the rationale for additional therapy is not clear.",
    ),
    ("monitoring_missing", "There is no documentation of a urine drug screen."),
    ("monitoring_missing", "There was no CURES report in the file."),
    ("monitoring_missing", "No risk assessment or pain agreement is documented."),
    ("monitoring_missing", "There is no discussion regarding aberrant drug behavior."),
    ("monitoring_missing", "The records do not show that the patient has been screened for misuse."),
    ("safety_risk", "The combination with a benzodiazepine increases the risk of respiratory depression in this patient."),
    ("safety_risk", "The claimant has renal disease, which makes NSAIDs contraindicated."),
    ("weaning_supply", "The prior reviewer authorized a sufficient amount for weaning."),
    ("weaning_supply", "The claims administrator approved 30 tablets to allow for tapering."),
    ("no_surgical_plan", "Surgery is not being contemplated."),
    ("no_surgical_plan", "The claimant is not a surgical candidate."),
    ("exceeds_guideline", "Six visits are allowed and the request is for twelve."),
    ("exceeds_guideline", "The request for ten visits exceeds the first six."),
    ("long_term_use", "The 60 tablets run counter to the short-term role of the drug."),
    ("no_functional_improvement", "There were no documented gains."),
    ("no_functional_improvement", "It does not appear that the pills have helped her sleep quality."),
    ("conservative_care_not_failed", "Sleep hygiene measures were not discussed."),
    ("no_red_flags", "There were no symptoms of saddle anesthesia."),
    ("no_objective_findings", "There is no fracture or instability."),
    ("no_objective_findings", "The gait was noted to be normal."),
    ("no_indication", "There is no mention of issues with reflux."),
    ("no_indication", "There are no radiating symptoms."),
    ("too_early", "The study was ordered on the initial visit."),
    ("incomplete_request", "Length of use was not specified."),
    (NONE, "No attempt at weaning was documented."),
    ("weaning_supply", "He should have been weaned off the drug by now."),
    ("conservative_care_not_failed", "A splint has not been tried."),
    ("incomplete_request", "The order did not indicate which levels were meant."),
    ("incomplete_request", "Without a quantity of sessions, the order cannot be approved as it stands."),
    ("insufficient_documentation", "The notes were sparse."),
    ("long_term_use", "For years she has been taking the relaxant in excess of the short course."),
    ("redundant", "A similar test was obtained last month."),
    ("", "Surgery is not indicated."),
    ("insufficient_documentation", "It is not documented how the results would change the treatment plan."),
    ("no_red_flags", "There are no red flags documented."),
    ("no_red_flags", "There is no suspicion of fracture, tumor or infection."),
    ("no_red_flags", "The records do not document any red flag conditions."),
    ("too_early", "The patient has just begun physical therapy."),
    ("too_early", "The patient is only two weeks from the date of injury."),
    ("too_early", "The request is premature."),
    ("too_early", "Further visits depend on the response to the first six sessions."),
    ("home_program", "The patient should be able to continue with a home exercise program."),
    ("home_program", "The claimant should have been transitioned to a home exercise program by now."),
    ("home_program", "There is no reason why the patient cannot perform a home exercise program."),
    ("home_program", "The worker is capable of performing self-directed exercises."),
    ("insufficient_documentation", "No rationale was provided for the request."),
    ("insufficient_documentation", "The operative report was not included in the records."),
    ("insufficient_documentation", "There is insufficient information to support the request."),
    ("insufficient_documentation", "It is unclear what the treatment is intended to accomplish."),
    ("insufficient_documentation", "The progress notes were illegible."),
    ("insufficient_documentation", "The physician did not explain why the test was ordered."),
    ("insufficient_documentation", "The treatment plan was not described."),
    ("insufficient_documentation", "The medical records lack a recent examination of the knee."),
    ("insufficient_documentation", "There is no documentation of the specific goals of treatment."),
    (NONE, "The MTUS states that there should be documentation of pain relief and functional improvement."),
    (NONE, "The guideline criteria have not been met."),
    (NONE, "The request is not supported by the documentation."),
    (NONE, "Functional improvement should be documented before further visits are given."),
    (NONE, "The utilization review physician noted that there was no evidence of functional improvement."),
    (NONE, "Patients without red flags do not need imaging."),
    (NONE, "The injured worker sustained a strain on 1/2/2015 while lifting."),
    (NONE, "There is no evidence that one NSAID is more effective than another."),
    (NONE, "The purpose of the brace was to improve function."),
    (NONE, "In the absence of such documentation, the request is not medically necessary."),
    (NONE, "Based on the lack of medical necessity, the request cannot be approved."),
    (
        "incomplete_request",
        "The request for neuropsychological testing does not specify the nature of the tests being requested.",
    ),
    ("incomplete_request", "The order does not state the kind of study wanted or the amount of time it would take."),
    ("incomplete_request", "The request does not tell which instruments would be administered."),
    (
        "incomplete_request",
        "The application does not indicate the nature of the measurements to be performed or how many hours they require.",
    ),
    ("incomplete_request", "There is no end point estimated for the membership."),
    ("incomplete_request", "There was no stop date given for the rental."),
    ("incomplete_request", "No end date has been set for the rental."),
    ("incomplete_request", "The rental has no defined endpoint."),
    ("conservative_care_not_failed", "There is no indication that non-opioid medications failed or were contraindicated."),
    (
        "conservative_care_not_failed",
        "The record does not show that first-line agents fail to provide relief or are contraindicated.",
    ),
    ("conservative_care_not_failed", "There is no evidence that traditional NSAIDs were ineffective or contraindicated."),
    (
        "no_objective_findings",
        "The examinations near the time of the request did not describe findings consistent with root involvement.",
    ),
    ("no_objective_findings", "The examination did not detail abnormalities consistent with a specific nerve."),
    ("no_objective_findings", "Recent examinations do not document signs suggestive of nerve compromise."),
    ("no_objective_findings", "The neurological examination did not record any findings suggesting a lesion."),
    ("too_early", "Medical necessity for further visits is contingent upon the worker's response to the first six."),
    ("too_early", "Necessity of more sessions is dependent on the outcome of the trial."),
    ("too_early", "The medical necessity of additional treatment is contingent on documented improvement."),
    ("too_early", "The need for further sessions is contingent upon progress made in the first ten."),
    ("conservative_care_not_failed", "There is no evidence that pain is inadequately controlled by non-opioid drugs."),
    ("conservative_care_not_failed", "There is no indication that pain is uncontrolled by non-opioid analgesics."),
    ("long_term_use", "There was a lack of clinical documentation for short-term use of anti-inflammatories."),
    ("long_term_use", "There is no documentation that the treatment would be on a short-term basis."),
    ("long_term_use", "The records do not indicate short-term use."),
    ("long_term_use", "There was no documentation that the use would be short term."),
    ("safety_risk", "The request is not supported as NSAIDs have increased cardiovascular risk."),
    ("safety_risk", "The worker should not go on with this drug since it carries increased renal and hepatic risks."),
    ("safety_risk", "They have increased gastrointestinal and cardiac risk factors."),
    ("safety_risk", "The drug has an increased bleeding risk."),
    (
        "no_indication",
        "There was lack of clinical documentation the patient has diabetic neuropathy or postherpetic neuralgia.",
    ),
    ("no_indication", "There was also lack of documentation the worker had insomnia or complaints of poor sleep."),
    ("no_indication", "There was a lack of documentation the claimant had dyspepsia secondary to NSAID use."),
    ("no_objective_findings", "There was lack of documentation the worker had muscle spasms on examination."),
    ("no_objective_findings", "There was also a lack of clinical documentation the patient had spasm upon palpation."),
    # The head noun decides, and a list of examples adds nothing.
    ("no_functional_improvement", "The duration of relief after the block was not recorded."),
    ("no_functional_improvement", "There are no therapy notes showing gains from the visits."),
    ("no_functional_improvement", "There was no change in work restrictions after the visits."),
    ("incomplete_request", "The order does not say which labs are wanted."),
    ("no_objective_findings", "There were no complaints or findings on the left side."),
    ("no_objective_findings", "There are no films demonstrating arthritis."),
    ("no_indication", "There is no documented need for a special mattress."),
    ("no_indication", "His pain is felt to be mechanical and not neuropathic."),
    ("insufficient_documentation", "It is unknown whether he lives with family."),
    ("insufficient_documentation", "ODG asks for a psychological screen; this has not been done."),
    ("insufficient_documentation", "The therapist has not described what the kit would hold."),
    ("exceeds_guideline", "The ten visits asked for exceed what would be reasonable."),
    ("home_program", "Nothing shows that she could not do the exercises at home."),
    ("conservative_care_not_failed", "She only began therapy last month."),
    ("safety_risk", "She smokes two packs a day."),
    ("safety_risk", "Together with methadone this mixture is a dangerous one."),
    ("safety_risk", "It is not safe to go on with it in such a worker."),
    ("monitoring_missing", "The urine test was negative for oxycodone and nobody asked why."),
    (NONE, "The MTUS is silent on the use of such a lamp."),
    (NONE, "The guidelines note that little is known of its worth."),
    (NONE, "Nothing is said of attempts at tapering."),
    ("no_functional_improvement", "The response to the diagnostic blocks was not described."),
    ("insufficient_documentation", "There is no defined return to work goal."),
    ("insufficient_documentation", "The type of care was not stated."),
    ("insufficient_documentation", "The provider gives no reason for the referral."),
    ("no_objective_findings", "The hip examination is entirely benign."),
    ("no_functional_improvement", "Function does not appear to have improved with the drug."),
    ("no_functional_improvement", "There is no note of what it did for his function."),
    ("no_functional_improvement", "Nor is it said whether the pillow helps."),
    ("no_indication", "There is no change in the clinical picture."),
    ("no_indication", "The patient does not have dystonia."),
    ("no_objective_findings", "Provocative tests of the hip were not positive."),
    ("no_objective_findings", "Radiographs of the knee show only mild narrowing."),
    ("no_objective_findings", "There is no translation between L3 and L4."),
    ("conservative_care_not_failed", "She does not appear to have failed gabapentin."),
    ("conservative_care_not_failed", "He has not been treated with a night splint."),
    ("conservative_care_not_failed", "Counsel on sleep habits was not given."),
    ("insufficient_documentation", "The chart has no description of the headaches."),
    ("exceeds_guideline", "The dose exceeds the 5 mg which the label allows."),
    ("safety_risk", "The screen was positive for cocaine."),
    ("safety_risk", "It augments the effects of alcohol."),
    ("dependent_on_denied", "The cervical fusion is not going to be certified."),
    ("dependent_on_denied", "The opioids are no longer certified."),
    ("guideline_not_recommended", "A pillow is a comfort item."),
    ("guideline_not_recommended", "The wedge does not meet the definition of medical equipment."),
    ("monitoring_missing", "It has not been shown that she was screened for aberrant behavior."),
    ("no_functional_improvement", "There is no sign that he is able to walk further with it."),
    ("no_functional_improvement", "Nowhere do I find how much it helps."),
    ("no_objective_findings", "The neurologic exam was documented as WNL."),
    ("no_indication", "A suspected tear was not mentioned."),
    ("conservative_care_not_failed", "She has had only four massage visits."),
    ("conservative_care_not_failed", "Therapy was scheduled but he never went."),
    ("conservative_care_not_failed", "The use of first-line oral drugs obviates the need for a cream."),
    ("insufficient_documentation", "He has completed an unspecified number of sessions."),
    ("insufficient_documentation", "She had an undisclosed number of visits before."),
    ("exceeds_guideline", "The ten hours asked for are far more than the two that were advised."),
    ("safety_risk", "He takes both, a combination the label warns against."),
    ("incomplete_request", "The amount to be applied isn't given."),
    (NONE, "The claimant already has an established diagnosis of gout."),
    ("long_term_use", "He has been given Ambien for two years, which is well past that limit."),
    ("long_term_use", "She uses it since 2014, which is much too long."),
    ("exceeds_guideline", "His dose is twice the recommended ceiling."),
    ("dependent_on_denied", "The stimulator stands or falls with the fusion."),
    ("dependent_on_denied", "This is a derivative request."),
    ("dependent_on_denied", "No purpose remains for a clearance."),
    ("safety_risk", "Taking it each day he is in danger of withdrawal."),
    ("no_functional_improvement", "The attacks are recorded as unchanged, so that no benefit of the therapy can be shown."),
    (NONE, "A second opinion is of no help to the request."),
    (NONE, "The notes list the chores that he is able to perform."),
    ("conservative_care_not_failed", "No PT to date."),
    ("conservative_care_not_failed", "The injection was skipped."),
    ("no_functional_improvement", "His spasms are the same with it as without it."),
    ("no_functional_improvement", "Grip and motion are exactly where they were on day one."),
    ("no_functional_improvement", "Whether the trial did him any good we are not told."),
    ("too_early", "Two weeks are too short a time."),
    ("exceeds_guideline", "Four refills are too many."),
    ("home_program", "A home routine would serve as well."),
    ("long_term_use", "It has been renewed at five consecutive visits."),
    ("safety_risk", "He has been drowsy since the patches were begun."),
    ("incomplete_request", "The number of tablets was left blank."),
    ("no_surgical_plan", "Surgery isn't contemplated."),
    ("no_indication", "Patient dont have any spasm."),
]
FOR = [
    ("within_guideline", "The dose is in keeping with the guidelines."),
    ("conservative_care_failed", "The patient has failed conservative treatment including physical therapy."),
    ("conservative_care_failed", "The claimant has had therapy, medications and injections without relief."),
    ("conservative_care_failed", "Physical therapy and NSAIDs have not helped."),
    ("conservative_care_failed", "He has persistent pain despite conservative care."),
    ("conservative_care_failed", "The worker has tried and failed gabapentin."),
    ("functional_improvement", "The patient reports that the medication reduces pain from 8/10 to 4/10."),
    ("functional_improvement", "There is documented functional improvement with the drug."),
    ("functional_improvement", "She has been able to return to work with the medication."),
    ("functional_improvement", "The patient has had significant relief from the prior injection."),
    ("objective_findings", "The examination shows decreased sensation and a positive straight leg raise."),
    ("objective_findings", "MRI shows a disc herniation with nerve root compression."),
    ("objective_findings", "The claimant has weakness of the left foot."),
    ("objective_findings", "There is clinical evidence of radiculopathy on examination."),
    ("objective_findings", "X-rays confirmed a displaced fracture."),
    ("red_flags_present", "The patient has suicidal ideation."),
    ("within_guideline", "The requested six visits are within the guideline recommendations."),
    ("within_guideline", "The request is consistent with the guidelines."),
    ("criteria_met", "The patient meets the criteria for the procedure."),
    ("criteria_met", "The guideline criteria have been met."),
    ("supports_approved_treatment", "The surgery has been approved and therapy is needed after it."),
    ("supports_approved_treatment", "The claimant is scheduled to undergo shoulder surgery."),
    ("other_support", "The consultation would help to determine the next step."),
    ("other_support", "The study is needed to rule out a fracture."),
    (NONE, "Conservative treatment has not been tried."),
    (NONE, "The guidelines recommend therapy for patients who have failed conservative care."),
    (NONE, "There is no evidence of functional improvement."),
    ("criteria_met", "The guidelines recommend brief use of opioids for acute fractures, which this worker has sustained."),
    ("criteria_met", "MTUS supports splinting for de Quervain's tenosynovitis, which the patient has."),
    ("criteria_met", "ODG recommends triptans for migraine, from which this claimant suffers."),
    ("criteria_met", "ACOEM allows epidural injections for radicular pain, a condition that this individual has."),
    ("objective_findings", "There are multiple vertebral fractures and a displaced clavicle."),
    ("objective_findings", "There is a comminuted fracture of the left tibia."),
    ("objective_findings", "There are two metatarsal fractures and a reported ligament rupture."),
    ("objective_findings", "The worker has a displaced fracture of the humerus."),
    ("other_support", "It would not be appropriate to withhold analgesia in the first weeks after such an injury."),
    ("other_support", "Delaying the study further would not serve the claimant."),
    ("other_support", "It would be unreasonable to deny this treatment at this stage."),
    ("other_support", "Further delay of imaging would not be in the interest of the patient."),
    ("other_support", "Postponing the treatment would be detrimental to his recovery."),
    ("other_support", "It would be imprudent to refuse the test now."),
    ("supports_approved_treatment", "The concurrent request for knee surgery is supported."),
    ("supports_approved_treatment", "The concomitant request for surgery has been approved."),
    ("supports_approved_treatment", "The simultaneous request for arthroscopy is certified."),
    ("supports_approved_treatment", "The accompanying request for rotator cuff repair is found to be necessary."),
    ("conservative_care_failed", "The worker completed 8 therapy visits with no documented improvement in pain or function."),
    ("conservative_care_failed", "The claimant is on NSAIDs with no benefit."),
    ("conservative_care_failed", "She has used ibuprofen and a brace without benefit."),
    ("conservative_care_failed", "He attended ten therapy sessions with no lasting improvement."),
    ("conservative_care_failed", "Medications were taken without any relief of pain."),
    ("objective_findings", "The worker has knee pain and decreased range of motion."),
    ("red_flags_present", "This patient had a severe ankle fracture complicated by compartment syndrome."),
    ("red_flags_present", "The claimant sustained an open fracture complicated by infection."),
    ("other_support", "The treatment performed at the time was standard and appropriate."),
    ("other_support", "The procedure done that day was appropriate and customary."),
    ("other_support", "What the surgeon did was the accepted approach and entirely reasonable."),
    (NONE, "The patient complains of inadequate pain control despite the current regimen."),
    (NONE, "Given the mechanical symptoms and the imaging, the requested surgery is supported."),
    (NONE, "With a full thickness tear on MRI the proposed repair is supported."),
    (NONE, "Acupuncture has been found to reduce pain and improve function."),
    (NONE, "Exercise programs have been found to produce a positive effect on return to work."),
    (NONE, "Gabapentin has been demonstrated to be effective for the treatment of neuropathy."),
    (NONE, "The block will provide pain relief in order for the worker to attend therapy."),
    (NONE, "The injection is expected to provide relief of symptoms."),
    (NONE, "It is noted that the worker was authorized a trial of acupuncture."),
    (NONE, "The patient was approved for a course of physical therapy."),
    (NONE, "Six visits of physical therapy have been authorized."),
    (NONE, "A trial of chiropractic care was certified."),
    ("other_support", "There is a suspicion of an occult tear."),
    ("other_support", "He reports no side effects."),
    ("other_support", "Her job requires kneeling on roofs."),
    ("other_support", "There are no further surgical options."),
    ("within_guideline", "The frequency is well within what is allowed."),
    ("within_guideline", "He has had 9 of the 24 visits."),
    ("within_guideline", "Four more would bring the total to 16."),
    ("criteria_met", "All of the criteria on that page are met."),
    ("objective_findings", "She has a PHQ-9 of 19."),
    ("conservative_care_failed", "A stimulator trial was unsuccessful."),
    ("other_support", "No kidney test has been done in all that time."),
    ("other_support", "The neurosurgeon needs a current scan."),
    ("other_support", "The test would settle where the nerve is caught."),
    ("other_support", "He can't leave the house alone."),
    ("functional_improvement", "His reflux is controlled by the capsules."),
    ("supports_approved_treatment", "The worker is six days out from a hip replacement."),
    (NONE, "The pain was shooting down the leg."),
    (NONE, "The worker is a 41-year-old man with trauma to the wrist."),
    ("conservative_care_failed", "Therapy and a steroid taper had brought no relief."),
    ("within_guideline", "12 visits is exactly the course that the guideline sets."),
    (NONE, "Grip fell from 4/5 to 2/5."),
    (NONE, "The doctor doubled the dose."),
    (NONE, "The drug allows him not to work."),
]


class _Rationale:
    def __init__(self) -> None:
        rows = read_rows(FILES, ReasonFinder.row_types)
        self.splitter = SentenceSplitter.from_rows(rows)
        self.roles, self.reasons = RoleReader(rows), ReasonReader(rows)

    def read(self, text: str, necessary: bool | None, item: str = "") -> list[Found]:
        parts = self.roles.read(text.lower(), split(self.splitter.starts_in(text), 0, len(text)))
        return self.reasons.read(text.lower(), parts, necessary, self.reasons.item_words(item))


@pytest.fixture(scope="module")
def rationale() -> _Rationale:
    return _Rationale()


@pytest.mark.parametrize(("code", "sentence"), AGAINST)
def test_against(rationale: _Rationale, code: str, sentence: str) -> None:
    assert {found.code for found in rationale.read(sentence, False)} == ({code} if code else set())


@pytest.mark.parametrize(("code", "sentence"), FOR)
def test_for(rationale: _Rationale, code: str, sentence: str) -> None:
    assert {found.code for found in rationale.read(sentence, True)} == ({code} if code else set())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("There is no rationale for another MRI.", {"redundant"}, id="the head noun decides"),
        pytest.param("There is no documentation of failed first-line drugs.", {"conservative_care_not_failed"}, id="care"),
        pytest.param(
            "There is no record of how many visits were completed, or of functional gains.",
            {"insufficient_documentation", "no_functional_improvement"},
            id="two facts in one clause",
        ),
        pytest.param(
            "The doctor has not documented an examination, nor has there been a trial of conservative care.",
            {"insufficient_documentation", "conservative_care_not_failed"},
            id="inversion in the second half",
        ),
        pytest.param(
            "There is no indication that the worker is unable to tolerate oral medication.",
            {"conservative_care_not_failed"},
            id="a negation that belongs to the concept",
        ),
        pytest.param("Long-term use is not recommended. He has taken it since 2012.", {"long_term_use"}, id="length of use"),
        pytest.param("He has taken it since 2012.", set(), id="length of use told without judgement"),
        pytest.param("No signs of misuse were seen.", set(), id="nothing unwelcome was found"),
        pytest.param("There is no evidence of aberrant behavior, misuse or diversion.", set(), id="several unwelcome things"),
        pytest.param("There are no side effects.", set(), id="an effect that is welcome to be absent"),
        pytest.param("He has no history of addiction.", set(), id="a history that is welcome to be absent"),
        pytest.param("Side effects and misuse were not assessed.", {"monitoring_missing"}, id="what was not looked for"),
        pytest.param("There is no documentation of side effects or misuse.", {"monitoring_missing"}, id="not recorded"),
        pytest.param("There is no lack of conservative care.", set(), id="no lack"),
    ],
)
def test_codes(rationale: _Rationale, text: str, expected: set[str]) -> None:
    assert {found.code for found in rationale.read(text, False)} == expected


def test_the_item_itself_is_not_recommended(rationale: _Rationale) -> None:
    text = "The ODG states that traction is not recommended."
    assert [found.code for found in rationale.read(text, False, "lumbar traction unit")] == ["guideline_not_recommended"]
    assert rationale.read(text, False, "knee brace") == []
    assert rationale.read("The ODG states that traction is not recommended unless braces fail.", False, "traction") == []


@pytest.mark.parametrize(
    "text",
    [
        "MTUS discusses massage. There is no scientific evidence that it brings lasting gains in function.",
        "ODG names criteria for home care: the patient is not able to leave the house, and no relative can drive.",
        "ODG lists all of the following: failed therapy, no instability on films, and a psychological report.",
        "ACOEM describes the scan. Its sensitivity is low, and false-positive findings are frequent in asymptomatic people.",
        "MTUS says that if the patient has no risk factor, an ordinary drug is enough.",
    ],
)
def test_guideline_text_is_no_reason(rationale: _Rationale, text: str) -> None:
    assert rationale.read(f"{text} The request is not medically necessary.", False, "paraffin bath") == []


def test_facts_before_the_guideline_are_history(rationale: _Rationale) -> None:
    facts = "Reflexes and strength are normal. "
    rule = "ACOEM states that imaging is recommended for nerve compromise. "
    found = rationale.read(f"{facts}{rule}There are no red flags. The scan is not medically necessary.", False)
    assert [f.code for f in found] == ["no_red_flags"]
    assert [f.code for f in rationale.read(f"{rule}{facts}", False)] == ["no_objective_findings"]


def test_grounds_in_front_of_an_outcome_are_a_list(rationale: _Rationale) -> None:
    text = "Given lack of neurologic deficits, lack of red flags and surgical intent the scan is not medically necessary."
    assert {f.code for f in rationale.read(text, False)} == {"no_objective_findings", "no_red_flags", "no_surgical_plan"}


def test_an_item_has_several_names(rationale: _Rationale) -> None:
    text = "Lumbar supports are not recommended."
    assert [found.code for found in rationale.read(text, False, "back brace")] == ["guideline_not_recommended"]
    assert rationale.read(text, False, "paraffin bath") == []


def test_a_denial_is_no_part_of_what_it_denies(rationale: _Rationale) -> None:
    (found,) = rationale.read("No progress note was included with the order.", False)
    assert (found.code, found.cue) == ("insufficient_documentation", "no")


def test_one_concept_over_two_members_is_one_fact(rationale: _Rationale) -> None:
    text = "There was no information on the dates and the results of the therapy that he has had."
    assert [found.code for found in rationale.read(text, False)] == ["insufficient_documentation"]


def test_evidence_is_a_clause_of_few_words(rationale: _Rationale) -> None:
    text = "However, there is no record of functional gains " + "with this drug and that " * 20
    (found,) = rationale.read(text, False)
    assert text[found.start : found.end].startswith("there is no record of functional gains")
    assert len(text[found.start : found.end].split()) <= MAX_WORDS


def test_long_evidence_ends_with_a_member(rationale: _Rationale) -> None:
    head = "there is no record of functional gains, of a better grip on cold days"
    text = head + " and of a lasting ease of the arm at rest on most of the days of a week in the kitchen of the inn."
    (found,) = rationale.read(text, False)
    assert text[found.start : found.end] == head


def test_what_is_in_parentheses_is_named_once_more(rationale: _Rationale) -> None:
    text = "There is no record of weakness (such as of grip strength, on exam, or at work)."
    assert [found.code for found in rationale.read(text, False)] == ["no_objective_findings"]
    assert [found.code for found in rationale.read("There is no record (of functional gains).", False)] != []


def test_what_follows_such_as_is_named_once_more(rationale: _Rationale) -> None:
    text = "No nursing need, such as the care of a wound or injections, is described."
    assert [found.code for found in rationale.read(text, False)] == ["no_indication"]


def test_evidence_has_the_clause_that_a_verb_tells(rationale: _Rationale) -> None:
    text = "The MRI showed the patient had a torn cuff."
    (found,) = rationale.read(text, True)
    assert text[found.start : found.end] == text[:-1]


def test_evidence_has_what_its_last_word_leads_to(rationale: _Rationale) -> None:
    text = "There is no record specifying when the brace was first worn, and he is a cook."
    (found,) = rationale.read(text, False)
    assert text[found.start : found.end] == "There is no record specifying when the brace was first worn"


def test_evidence_has_its_predicate(rationale: _Rationale) -> None:
    text = "A rupture was seen with no record suggesting that it was unclear or old."
    found = rationale.read(text, False)
    assert [text[one.start : one.end] for one in found] == [text[:-1]] * len(found) and found


def test_evidence_too_long_ends_at_a_mark_or_a_conjunction(rationale: _Rationale) -> None:
    head = "there is no record of functional gains on the dates on which the nurse of the inn called"
    text = head + ", which was on the second and the third and the fifth of the month, and on some of the days after these."
    (found,) = rationale.read(text, False)
    assert text[found.start : found.end].startswith(head) and not text[found.start : found.end].endswith(("the", "of"))


def test_evidence_of_a_relative_clause_has_what_it_speaks_of(rationale: _Rationale) -> None:
    text = "She was given a device which is still experimental."
    (found,) = rationale.read(text, False, "a new device")
    assert text[found.start : found.end] == text[:-1]


def test_evidence_ends_before_the_request(rationale: _Rationale) -> None:
    text = "Given that the claimant is to undergo hernia repair, the request for a binder is medically necessary."
    (found,) = rationale.read(text, True)
    assert text[found.start : found.end] == "the claimant is to undergo hernia repair"


def test_one_fact_is_given_once(rationale: _Rationale) -> None:
    text = "The visits brought no documented improvement. There was no functional improvement noted with therapy."
    assert [text[f.start : f.end] for f in rationale.read(text, False)] == [
        "There was no functional improvement noted with therapy"
    ]


@pytest.mark.parametrize(
    ("item", "sentence", "code"),
    [
        ("Urine drug screen", "There is no mention of aberrant behavior.", "no_indication"),
        ("Percocet 5/325mg #60", "There is no mention of aberrant behavior.", "monitoring_missing"),
        ("Lumbar facet block", "She has pain shooting down the left leg.", "no_indication"),
        ("Lumbar epidural", "She has pain shooting down the left leg.", NONE),
        ("Metabolic panel", "He had a metabolic panel five weeks earlier.", "redundant"),
        ("Knee brace", "He had a metabolic panel five weeks earlier.", NONE),
        ("Home health aide", "Cleaning is a homemaker service and not medical treatment.", "guideline_not_recommended"),
        ("Laser lamp", "Laser lamps: not recommended.", "guideline_not_recommended"),
        ("Lyrica 75mg", "How far Lyrica reduces her pain is not recorded.", "no_functional_improvement"),
        ("Gabapentin gel", "There is no note that gabapentin was not tolerated by mouth.", "conservative_care_not_failed"),
        ("medrol 4mg", "Oral corticosteroids are not recommended for neck pain.", "guideline_not_recommended"),
        ("Laser lamp", "Laser lamps are not recommended for workers who smoke.", NONE),
        ("Laser lamp", "The lamp isn't recommended.", "guideline_not_recommended"),
        ("EMG of the arms", "There is an established diagnosis of neuropathy.", "no_indication"),
        ("EMG of the arms", "The neuropathy is already clinically obvious.", "no_indication"),
    ],
)
def test_the_item_decides(rationale: _Rationale, item: str, sentence: str, code: str) -> None:
    assert {f.code for f in rationale.read(sentence, False, item)} == ({code} if code else set())


def test_what_is_missing_is_stated(rationale: _Rationale) -> None:
    (found,) = rationale.read("There is no record of functional gains.", False)
    assert (found.cue, found.concept, found.sentence) == ("no", "benefit", 0)


def test_no_outcome_keeps_both(rationale: _Rationale) -> None:
    text = "The patient has failed physical therapy. There are no red flags."
    assert [found.code for found in rationale.read(text, None)] == ["conservative_care_failed", "no_red_flags"]


def test_one_part_is_enough(rationale: _Rationale) -> None:
    text = "there are no red flags."
    assert [f.code for f in rationale.reasons.read(text, [Part(0, len(text), REASONING, 0)], False)] == ["no_red_flags"]
