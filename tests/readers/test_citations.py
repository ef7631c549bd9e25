"""Guideline statements to citations, in every form that the letters use."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imr_nlp.components.citations import CitationFinder
from imr_nlp.readers.citations import CitationParser
from imr_nlp.readers.parsed_citations import ParsedCitation
from imr_nlp.rules.load import read_rows
from imr_nlp.text.letter import LetterText

FILES = ["citations.jsonl", "guidelines.jsonl", "guideline_sections.jsonl"]
PARSER = CitationParser(read_rows(FILES, CitationFinder.row_types))

Fields = tuple[str, str | None, int | None, list[str], list[list[int]]]

BY_CA = "The Claims Administrator based their decision on recommendation(s) outside of the MTUS Guidelines. "
BY_ER = "The Expert Reviewer based their decision on recommendation(s) outside of the MTUS Guidelines. "
CPMT = "Chronic Pain Medical Treatment"
CPTG = "Chronic Pain Treatment Guidelines"


def mtus(
    title: str, year: int | None = None, sections: tuple[str, ...] = (), pages: tuple[tuple[int, int], ...] = ()
) -> Fields:
    return "MTUS", title, year, list(sections), [list(page) for page in pages]


def odg(title: str | None, *sections: str, year: int | None = None, pages: tuple[tuple[int, int], ...] = ()) -> Fields:
    return "ODG", title, year, list(sections), [list(page) for page in pages]


def acoem(title: str | None, *sections: str, year: int | None = None, pages: tuple[tuple[int, int], ...] = ()) -> Fields:
    return "ACOEM", title, year, list(sections), [list(page) for page in pages]


def other(title: str, *pages: tuple[int, int], year: int | None = None) -> Fields:
    return "other", title, year, [], [list(page) for page in pages]


M = "Decision based on MTUS "
N = "Decision based on Non-MTUS Citation "
ODG = N + "Official Disability Guidelines (ODG)"

# id, statement, citations
CITATIONS: list[tuple[str, str, list[Fields]]] = [
    # nothing cited
    ("nothing, administrator", "The Claims Administrator did not cite any medical evidence for its decision.", []),
    ("nothing in brackets", f"{N}().", []),
    ("nothing, reviewer", "The Expert Reviewer did not cite any medical evidence for its decision.", []),
    ("outside of the MTUS, nothing else", BY_CA, []),
    ("did not base on the MTUS, nothing else", "The Claims Administrator did not base their decision on the MTUS.", []),
    ("empty", "", []),
    ("one word", "None.", []),
    # the year and the regulation in front of the chapter
    (
        "regulation before the chapter",
        M + "ACOEM Practice Guidelines 2004 (8 CCR 9792.23.6), Knee Complaints, page 330.",
        [("MTUS", "Knee Complaints", 2004, [], [[330, 330]])],
    ),
    (
        "address with hyphens over lines",
        N + "Low T. Gout. 2014. www.example.org/ joint-pain/gout.html.",
        [("other", "Low T. Gout. 2014. www.example.org/joint-pain/gout.html", None, [], [])],
    ),
    # editions of the ACOEM that the MTUS adopted
    (
        "dated edition",
        M + "Knee Disorders Guideline (ACOEM October 28, 2015), Section(s): Meniscal Tears.",
        [mtus("Knee Disorders Guideline", 2015, ("Meniscal Tears",))],
    ),
    ("dated edition, title unknown", M + "Foot Wear (ACOEM March 3, 2018).", [mtus("Foot Wear", 2018)]),
    (
        "dated edition behind another chapter",
        M + "Shoulder Complaints 2004, and Opioids Guideline (ACOEM April 20, 2017), Section(s): Tapering.",
        [mtus("Shoulder Complaints", 2004), mtus("Opioids Guideline", 2017, ("Tapering",))],
    ),
    # chapters as letters spell them
    ("updates", N + "ODG: Treatment in Workers' Comp, 18th edition, 2013 updates: Knee, Ice.", [odg("Knee", "Ice")]),
    ("TWC", N + "ODG Treatment in Workers' Compensation (TWC), 12th Edition, Knee, Ice.", [odg("Knee", "Ice")]),
    ("misspelt chapter", ODG + ", Sholder, Slings.", [odg("Sholder", "Slings")]),
    ("word like a chapter", ODG + ", Shouting, Slings.", [odg(None, "Shouting", "Slings")]),
    ("chapter in parentheses", N + "ODG (Low Back chapter), Traction.", [odg("Low Back", "Traction")]),
    ("section of", N + "the Elbow section of the ODG.", [odg("Elbow")]),
    ("chapters of", N + "Knee and hip chapters of the ODG, Braces.", [odg("Knee"), odg("hip", "Braces")]),
    ("name that runs into a topic", ODG + ", Low Back, lumbar supports.", [odg("Low Back", "lumbar supports")]),
    ("spine for a chapter", ODG + ", Cervical Spine, Collars.", [odg("Cervical Spine", "Collars")]),
    ("year of the edition as a section", ODG + ", Eye, Lenses, Edition 2016.", [odg("Eye", "Lenses")]),
    # names in another number or order, labels and references that are no sections
    ("plural chapter", ODG + ", Elbows and Knees chapters.", [odg("Elbows"), odg("Knees")]),
    ("plural names", ODG + ", Hips & Pelvis Chapter, Casts.", [odg("Hips & Pelvis", "Casts")]),
    ("two chapters without a label", ODG + ", Shoulder and elbow, Casts.", [odg("Shoulder"), odg("elbow", "Casts")]),
    ("chapter in front", N + "Knee Chapter of the ODG, Casts.", [odg("Knee", "Casts")]),
    ("procedure summary", ODG + ", Knee Procedure Summary, Online Version, Casts.", [odg("Knee", "Casts")]),
    ("guidelines alone", ODG + ", Guidelines.", [odg(None)]),
    ("full name too", ODG + " Treatment in Workers' Compensation, Knee Chapter, Casts.", [odg("Knee", "Casts")]),
    ("see especially", M + "Eye Complaints 2004, see especially p. 12 ff.", [mtus("Eye Complaints", 2004, pages=((12, 12),))]),
    (
        "relied upon",
        "The reviewer relied upon the MTUS Eye Complaints (2004), at page 12.",
        [mtus("Eye Complaints", 2004, pages=((12, 12),))],
    ),
    ("rests on", "The decision rests on ODG, Hernia Chapter, Surgery.", [odg("Hernia", "Surgery")]),
    ("not relied upon", "The reviewer did not rely on the MTUS Eye Complaints 2004.", []),
    ("didn't rely on", "The reviewer didn't rely on the MTUS Eye Complaints 2004.", []),
    ("id. at", M + "Eye Complaints 2004. Id. at 12.", [mtus("Eye Complaints", 2004, pages=((12, 12),))]),
    ("et seq.", M + "Eye Complaints 2004, page 12 et seq.", [mtus("Eye Complaints", 2004, pages=((12, 12),))]),
    (
        "the same",
        M + "Eye Complaints 2004, Section(s): Red Eye. Ibid., Follow-up.",
        [mtus("Eye Complaints", 2004, ("Red Eye", "Follow-up"))],
    ),
    ("regulation", M + "Eye Complaints 2004, 8 C.C.R. 9792.23.9, Red Eye.", [mtus("Eye Complaints", 2004, ("Red Eye",))]),
    ("pages at semicolons", M + "Eye Complaints 2004, pages 3; 9-10.", [mtus("Eye Complaints", 2004, pages=((3, 3), (9, 10)))]),
    (
        "and inside a section",
        M + "General Approaches 2004, Section(s): Assessment and Planning, and Eye Complaints 2004, Section(s): Red Eye.",
        [mtus("General Approaches", 2004, ("Assessment and Planning",)), mtus("Eye Complaints", 2004, ("Red Eye",))],
    ),
    # MTUS: chapter, year, sections
    ("chapter", M + "Eye Complaints 2004.", [mtus("Eye Complaints", 2004)]),
    ("chapter without year", M + "Eye Complaints.", [mtus("Eye Complaints")]),
    ("chapter without full stop", M + "Elbow Complaints 2007", [mtus("Elbow Complaints", 2007)]),
    ("one section", M + "Elbow Complaints 2007, Section(s): Lateral Epicondylalgia.",
     [mtus("Elbow Complaints", 2007, ("Lateral Epicondylalgia",))]),
    ("three sections", M + "Knee Complaints 2004, Section(s): History, Medical History, Work Activities.",
     [mtus("Knee Complaints", 2004, ("History", "Medical History", "Work Activities"))]),
    ("commas in the chapter", M + "Forearm, Wrist, and Hand Complaints 2004, Section(s): Prevention.",
     [mtus("Forearm, Wrist, and Hand Complaints", 2004, ("Prevention",))]),
    ("hyphen in the chapter", M + "Stress-Related Conditions 2004, Section(s): Follow-up, Treatment.",
     [mtus("Stress-Related Conditions", 2004, ("Follow-up", "Treatment"))]),
    ("drug with its brand", M + f"{CPMT} 2016, Section(s): Tizanidine (Zanaflex).",
     [mtus(CPMT, 2016, ("Tizanidine (Zanaflex)",))]),
    ("commas in parentheses", M + f"{CPMT} 2016, Section(s): Ketamine (oral, nasal, topical), Massage therapy.",
     [mtus(CPMT, 2016, ("Ketamine (oral, nasal, topical)", "Massage therapy"))]),
    ("slash in parentheses", M + f"{CPMT} 2016, Section(s): Salicylate topicals (cream/gel).",
     [mtus(CPMT, 2016, ("Salicylate topicals (cream/gel)",))]),
    ("ampersand", M + f"{CPMT} 2016, Section(s): Work conditioning & hardening.",
     [mtus(CPMT, 2016, ("Work conditioning & hardening",))]),
    ("ends with 'for chronic pain'", M + f"{CPMT} 2009, Section(s): Antiepilepsy drugs for chronic pain.",
     [mtus(CPMT, 2009, ("Antiepilepsy drugs for chronic pain",))]),
    ("semicolons", M + f"{CPMT} 2016, Section(s): Exercise; Massage therapy; Yoga.",
     [mtus(CPMT, 2016, ("Exercise", "Massage therapy", "Yoga"))]),
    ("section in the singular", M + "Knee Complaints 2004, Section: Prevention.",
     [mtus("Knee Complaints", 2004, ("Prevention",))]),
    ("guidelines in the title", M + "Postsurgical Treatment Guidelines 2009, Section(s): Knee.",
     [mtus("Postsurgical Treatment Guidelines", 2009, ("Knee",))]),
    ("chapter not in the list", M + "Hip Complaints 2018, Section(s): Summary.", [mtus("Hip Complaints", 2018, ("Summary",))]),
    ("CA MTUS", "Decision based on CA MTUS Eye Complaints 2004.", [mtus("Eye Complaints", 2004)]),
    # MTUS: commas inside a name
    ("name that goes on in lower case", M + f"{CPMT} 2016, Section(s): Opioids, long-term assessment, Yoga.",
     [mtus(CPMT, 2016, ("Opioids, long-term assessment", "Yoga"))]),
    ("two opioid names", M + f"{CPMT} 2016, Section(s): Opioids, dosing, Opioids, pain treatment agreement.",
     [mtus(CPMT, 2016, ("Opioids, dosing", "Opioids, pain treatment agreement"))]),
    ("known name in capitals", M + f"{CPMT} 2016, Section(s): NSAIDs, GI symptoms & cardiovascular risk, Insomnia treatment.",
     [mtus(CPMT, 2016, ("NSAIDs, GI symptoms & cardiovascular risk", "Insomnia treatment"))]),
    ("known name with parentheses",
     M + f"{CPMT} 2016, Section(s): TENS, post operative pain (transcutaneous electrical nerve stimulation), Yoga.",
     [mtus(CPMT, 2016, ("TENS, post operative pain (transcutaneous electrical nerve stimulation)", "Yoga"))]),
    ("CRPS names", M + f"{CPMT} 2016, Section(s): CRPS, medications, CRPS, treatment, CRPS, spinal cord stimulators (SCS).",
     [mtus(CPMT, 2016, ("CRPS, medications", "CRPS, treatment", "CRPS, spinal cord stimulators (SCS)"))]),
    ("name of two", M + f"{CPMT} 2016, Section(s): Work conditioning, work hardening.",
     [mtus(CPMT, 2016, ("Work conditioning, work hardening",))]),
    ("numbered opioid section",
     M + "Opioid Treatment 2016, Section(s): 2.1 Opioids for Subacute Pain: When to Start.",
     [mtus("Opioid Treatment", 2016, ("2.1 Opioids for Subacute Pain: When to Start",))]),
    ("two numbered opioid sections",
     M + "Opioid Treatment 2016, Section(s): 1.1 Opioids for Acute Pain: First Steps, 3.2.4 Opioids for Chronic Pain: Review.",
     [mtus("Opioid Treatment", 2016, ("1.1 Opioids for Acute Pain: First Steps", "3.2.4 Opioids for Chronic Pain: Review"))]),
    ("post-surgical body part with commas", M + "Postsurgical Treatment 2009, Section(s): Shoulder, Forearm, Wrist, & Hand.",
     [mtus("Postsurgical Treatment", 2009, ("Shoulder", "Forearm, Wrist, & Hand"))]),
    # MTUS: several chapters
    ("two chapters", M + f"Eye Complaints 2004, and {CPMT} 2016.", [mtus("Eye Complaints", 2004), mtus(CPMT, 2016)]),
    ("two chapters without comma", M + f"Eye Complaints 2004 and {CPMT} 2016.",
     [mtus("Eye Complaints", 2004), mtus(CPMT, 2016)]),
    ("sections with the second", M + f"Eye Complaints 2004, and {CPMT} 2016, Section(s): Yoga.",
     [mtus("Eye Complaints", 2004), mtus(CPMT, 2016, ("Yoga",))]),
    ("sections with both", M + f"Eye Complaints 2004, Section(s): Prevention, and {CPMT} 2016, Section(s): Yoga, Exercise.",
     [mtus("Eye Complaints", 2004, ("Prevention",)), mtus(CPMT, 2016, ("Yoga", "Exercise"))]),
    ("second chapter has commas",
     M + "Elbow Complaints 2007, Section(s): Summary, and Forearm, Wrist, and Hand Complaints 2004, Section(s): Summary.",
     [mtus("Elbow Complaints", 2007, ("Summary",)), mtus("Forearm, Wrist, and Hand Complaints", 2004, ("Summary",))]),
    ("first chapter has commas",
     M + "Forearm, Wrist, and Hand Complaints 2004, Section(s): Summary, and Eye Complaints 2004, Section(s): Prevention.",
     [mtus("Forearm, Wrist, and Hand Complaints", 2004, ("Summary",)), mtus("Eye Complaints", 2004, ("Prevention",))]),
    ("four chapters",
     M + "General Approaches 2004, Section(s): Prevention, and Neck and Upper Back Complaints 2004, and Ankle and Foot "
     f"Complaints 2004, Section(s): Summary, and {CPMT} 2016, Section(s): Exercise.",
     [mtus("General Approaches", 2004, ("Prevention",)), mtus("Neck and Upper Back Complaints", 2004),
      mtus("Ankle and Foot Complaints", 2004, ("Summary",)), mtus(CPMT, 2016, ("Exercise",))]),
    ("chapter named as a section", M + "General Approaches 2004, Section(s): Initial Approaches to Treatment, Prevention.",
     [mtus("General Approaches", 2004, ("Initial Approaches to Treatment", "Prevention"))]),
    ("'and' inside a section", M + "General Approaches 2004, Section(s): Cornerstones of Care and Work.",
     [mtus("General Approaches", 2004, ("Cornerstones of Care and Work",))]),
    ("two MTUS statements", f"{M}Eye Complaints 2004. {M}{CPMT} 2016.", [mtus("Eye Complaints", 2004), mtus(CPMT, 2016)]),
    # older forms of the MTUS, pages
    ("older form, section and pages", M + f"{CPTG} Antiepilepsy drugs Page(s): 16-21.",
     [mtus(CPTG, None, ("Antiepilepsy drugs",), ((16, 21),))]),
    ("older form, one page", M + f"{CPTG} Yoga Page(s): 126.", [mtus(CPTG, None, ("Yoga",), ((126, 126),))]),
    ("older form, two page numbers", M + f"{CPTG} Naproxen Page(s): 66, 73.",
     [mtus(CPTG, None, ("Naproxen",), ((66, 66), (73, 73)))]),
    ("older form, page ranges", M + f"{CPTG} Naproxen Page(s): 66-68, 70-73.",
     [mtus(CPTG, None, ("Naproxen",), ((66, 68), (70, 73)))]),
    ("older form, pages joined by 'and'", M + f"{CPTG} Naproxen Page(s): 66 and 73.",
     [mtus(CPTG, None, ("Naproxen",), ((66, 66), (73, 73)))]),
    ("older form, chapter only", M + f"{CPTG}.", [mtus(CPTG)]),
    ("older form, pages only", M + f"{CPTG} Page(s): 78.", [mtus(CPTG, None, (), ((78, 78),))]),
    ("older form, section in capitals", M + f"{CPTG} CRPS, medications Page(s): 37-38.",
     [mtus(CPTG, None, ("CRPS, medications",), ((37, 38),))]),
    ("older form, two sections", M + f"{CPTG} Opioids, dosing; Weaning of Medications Page(s): 86, 124.",
     [mtus(CPTG, None, ("Opioids, dosing", "Weaning of Medications"), ((86, 86), (124, 124)))]),
    ("older form, 'medical' in the title", M + "Chronic Pain Medical Treatment Guidelines Yoga Page(s): 126.",
     [mtus("Chronic Pain Medical Treatment Guidelines", None, ("Yoga",), ((126, 126),))]),
    ("older form, comma before the section", M + f"{CPTG}, Yoga, page 126.", [mtus(CPTG, None, ("Yoga",), ((126, 126),))]),
    ("older form, acupuncture", M + "Acupuncture Treatment Guidelines.", [mtus("Acupuncture Treatment Guidelines")]),
    ("older form, ACOEM chapter", M + "ACOEM Chapter 13 Knee Complaints Page(s): 341-343.",
     [mtus("Knee Complaints", None, (), ((341, 343),))]),
    ("older form, ACOEM chapter with dash", M + "ACOEM Chapter 16 - Eye Complaints Page(s): 415.",
     [mtus("Eye Complaints", None, (), ((415, 415),))]),
    ("older form, ACOEM with section", M + "ACOEM Chapter 9 Shoulder Complaints, Section(s): Initial Care.",
     [mtus("Shoulder Complaints", None, ("Initial Care",))]),
    ("older form, two guidelines", M + f"ACOEM Chapter 13 Knee Complaints Page(s): 341, and {CPTG} Yoga Page(s): 126.",
     [mtus("Knee Complaints", None, (), ((341, 341),)), mtus(CPTG, None, ("Yoga",), ((126, 126),))]),
    ("page range in words", M + "Knee Complaints 2004, page 74-96.", [mtus("Knee Complaints", 2004, (), ((74, 96),))]),
    ("pg", M + "Knee Complaints 2004, Section(s): Summary, pg 128.",
     [mtus("Knee Complaints", 2004, ("Summary",), ((128, 128),))]),
    ("pg.", M + "Knee Complaints 2004, Section(s): Summary, pg. 128.",
     [mtus("Knee Complaints", 2004, ("Summary",), ((128, 128),))]),
    ("pages in parentheses", M + "Knee Complaints 2004, Section(s): Summary (pages 330-331).",
     [mtus("Knee Complaints", 2004, ("Summary",), ((330, 331),))]),
    ("pp.", M + "Knee Complaints 2004, pp. 330 to 331.", [mtus("Knee Complaints", 2004, (), ((330, 331),))]),
    ("p", M + "Knee Complaints 2004, p 330.", [mtus("Knee Complaints", 2004, (), ((330, 330),))]),
    ("shortened page range", M + "Knee Complaints 2004, pages 115-6.", [mtus("Knee Complaints", 2004, (), ((115, 116),))]),
    ("pages with ampersand", M + "Knee Complaints 2004, pages 330 & 335.",
     [mtus("Knee Complaints", 2004, (), ((330, 330), (335, 335)))]),
    # ODG: names, spellings
    ("ODG alone", BY_CA + ODG + ".", [odg(None)]),
    ("ODG, name without the short one", BY_CA + N + "Official Disability Guidelines.", [odg(None)]),
    ("ODG, short", BY_CA + N + "ODG.", [odg(None)]),
    ("ODG chapter", BY_ER + ODG + " Elbow Chapter.", [odg("Elbow")]),
    ("ODG chapter, comma before", BY_ER + ODG + ", Elbow Chapter.", [odg("Elbow")]),
    ("ODG chapter without the word", BY_ER + ODG + ", Elbow.", [odg("Elbow")]),
    ("ODG section", BY_ER + ODG + " Elbow section, Ultrasound.", [odg("Elbow", "Ultrasound")]),
    ("ODG chapter and topic", BY_ER + ODG + " Elbow Chapter, Ultrasound, diagnostic.",
     [odg("Elbow", "Ultrasound, diagnostic")]),
    ("ODG chapter, topic, no comma", BY_ER + ODG + " Knee Chapter Bone densitometry.", [odg("Knee", "Bone densitometry")]),
    ("ODG chapter, colon", BY_ER + N + "Official Disability Guidelines: Hernia Chapter: Sutures.", [odg("Hernia", "Sutures")]),
    ("ODG chapter, dash", BY_ER + N + "Official Disability Guidelines - Hernia chapter - Sutures.", [odg("Hernia", "Sutures")]),
    ("ODG, slash", BY_ER + ODG + " Shoulder/Bursitis care.", [odg("Shoulder", "Bursitis care")]),
    ("ODG, slash and blank", BY_ER + ODG + " Shoulder/ Bursitis care.", [odg("Shoulder", "Bursitis care")]),
    ("ODG, section, slash, topic label", BY_ER + ODG + " Pain Section/Duexis\u00ae (ibuprofen) Topic.",
     [odg("Pain", "Duexis (ibuprofen)")]),
    ("ODG, acute and chronic", BY_ER + ODG + ", Hip & Pelvis (Acute & Chronic), Arthroplasty.",
     [odg("Hip & Pelvis", "Arthroplasty")]),
    ("ODG, acute and chronic in words", BY_ER + ODG + " Hip and Pelvis (Acute and Chronic) Chapter, Arthroplasty.",
     [odg("Hip and Pelvis", "Arthroplasty")]),
    ("ODG, Pain (Chronic)", BY_ER + ODG + ", Pain (Chronic), Compound drugs.", [odg("Pain (Chronic)", "Compound drugs")]),
    ("ODG, long low back", BY_ER + ODG + " Low Back - Lumbar & Thoracic (Acute & Chronic), Fusion (spinal).",
     [odg("Low Back - Lumbar & Thoracic", "Fusion (spinal)")]),
    ("ODG, low back with parentheses",
     BY_ER + ODG + " Low Back (Thoracic and Lumbar, Acute and Chronic) Chapter, Fusion (spinal).",
     [odg("Low Back", "Fusion (spinal)")]),
    ("ODG, topic in parentheses", BY_ER + ODG + " Shoulder (Bursitis care).", [odg("Shoulder", "Bursitis care")]),
    ("ODG, topic with parentheses in them", BY_ER + ODG + " Knee and Leg (Bone growth stimulators (BGS)).",
     [odg("Knee and Leg", "Bone growth stimulators (BGS)")]),
    ("ODG, ampersand", BY_ER + ODG + ", Knee & Leg, Walking aids (canes).", [odg("Knee & Leg", "Walking aids (canes)")]),
    ("ODG, commas in the chapter", BY_ER + ODG + " Forearm, Wrist, & Hand, Splints.",
     [odg("Forearm, Wrist, & Hand", "Splints")]),
    ("ODG, stress", BY_ER + ODG + " Mental Illness & Stress Chapter, Bupropion.",
     [odg("Mental Illness & Stress", "Bupropion")]),
    ("ODG, updated", BY_ER + ODG + ", Elbow (updated 4/7/16), Splinting.", [odg("Elbow", "Splinting")]),
    ("ODG, updated behind Chapter", BY_ER + ODG + " Elbow Chapter (updated 4/7/16) Splinting.", [odg("Elbow", "Splinting")]),
    ("ODG, online version", BY_ER + ODG + ", Elbow Chapter (Online Version), Splinting.", [odg("Elbow", "Splinting")]),
    ("ODG, year and chapter", BY_ER + N + "Official Disability Guidelines (ODG) 2015 Elbow Chapter: Splinting.",
     [odg("Elbow", "Splinting", year=2015)]),
    ("ODG, edition and year", BY_ER + N + "ODG Guidelines, 12th Edition, 2014, Elbow Chapter.", [odg("Elbow", year=2014)]),
    ("ODG-TWC", BY_ER + N + "ODG-TWC Elbow Chapter, Splinting.", [odg("Elbow", "Splinting")]),
    ("ODG, treatment in workers' compensation",
     BY_ER + N + "Official Disability Guidelines Treatment in Workers' Compensation (ODG-TWC), Online Edition, Chapter: Elbow, "
     "Splinting.", [odg("Elbow", "Splinting")]),
    ("ODG, singular", BY_ER + N + "Official Disability Guideline, Elbow Chapter.", [odg("Elbow")]),
    ("ODG, misspelt", BY_ER + N + "Official Disabilities Guidelines, Elbow Chapter.", [odg("Elbow")]),
    ("ODG, in capitals", BY_ER + N + "OFFICIAL DISABILITY GUIDELINES (ODG), ELBOW CHAPTER.", [odg("ELBOW")]),
    ("ODG, pages", BY_ER + ODG + ", Elbow Chapter, Splinting, page 12.", [odg("Elbow", "Splinting", pages=((12, 12),))]),
    # ODG: topics, several chapters
    ("ODG, two topics", BY_ER + ODG + ", Elbow, Splinting, Ultrasound.", [odg("Elbow", "Splinting", "Ultrasound")]),
    ("ODG, topics with semicolon", BY_ER + ODG + ", Elbow, Splinting; Ultrasound.", [odg("Elbow", "Splinting", "Ultrasound")]),
    ("ODG, topics joined by 'and'", BY_ER + ODG + ", Elbow Chapter: Splint therapy and Ultrasound imaging.",
     [odg("Elbow", "Splint therapy", "Ultrasound imaging")]),
    ("ODG, known topic with comma", BY_ER + ODG + ", Pain Chapter, Opioids, dosing.", [odg("Pain", "Opioids, dosing")]),
    ("ODG, topic before the chapter", BY_ER + ODG + " splinting, elbow chapter.", [odg("elbow", "splinting")]),
    ("ODG, topic before the chapter's bare name", BY_ER + ODG + " Ultrasound elbow.", [odg("elbow", "Ultrasound")]),
    ("ODG, topic without a chapter", BY_ER + ODG + ", Physical Medicine Guidelines.",
     [odg(None, "Physical Medicine Guidelines")]),
    ("ODG, two chapters with topics", BY_ER + ODG + " Elbow, Splinting; Shoulder, Bursitis care.",
     [odg("Elbow", "Splinting"), odg("Shoulder", "Bursitis care")]),
    ("ODG, two chapters with slashes", BY_ER + ODG + " Elbow/Splinting, Hernia/Sutures.",
     [odg("Elbow", "Splinting"), odg("Hernia", "Sutures")]),
    ("ODG, chapters in a list", BY_ER + ODG + ", Elbow and Shoulder chapters.", [odg("Elbow"), odg("Shoulder")]),
    ("ODG, three chapters in a list", BY_ER + ODG + ", Elbow, Knee & Leg, and Pain chapters.",
     [odg("Elbow"), odg("Knee & Leg"), odg("Pain")]),
    ("ODG named twice", BY_ER + ODG + " Elbow, Splinting and ODG Shoulder, Bursitis care.",
     [odg("Elbow", "Splinting"), odg("Shoulder", "Bursitis care")]),
    ("ODG named three times",
     BY_ER + ODG + ", Elbow (updated 4/7/16), Splinting, ODG Hernia (updated 5/8/16), Sutures; "
     "ODG Eye (updated 6/9/16), Drops.",
     [odg("Elbow", "Splinting"), odg("Hernia", "Sutures"), odg("Eye", "Drops")]),
    ("topic that is also a chapter's name", BY_ER + ODG + " Elbow Chapter, Pain pumps.", [odg("Elbow", "Pain pumps")]),
    # ACOEM
    ("ACOEM alone", BY_ER + N + "ACOEM.", [acoem(None)]),
    ("ACOEM guidelines", BY_ER + N + "ACOEM Guidelines.", [acoem(None)]),
    ("ACOEM and ODG", BY_ER + N + "ACOEM guidelines and the Official Disability Guidelines.", [acoem(None), odg(None)]),
    ("ACOEM, edition and page",
     BY_ER + N + "ACOEM Occupational Medicine Practice Guidelines, 3rd ed., Elbow Disorders, pg. 41.",
     [acoem("Elbow Disorders", pages=((41, 41),))]),
    ("ACOEM, edition, no page", BY_ER + N + "ACOEM Practice Guidelines, 3rd Edition, Eye Disorders.", [acoem("Eye Disorders")]),
    ("ACOEM, chapter and section", BY_ER + N + "ACOEM Elbow Disorders Chapter/Initial assessment.",
     [acoem("Elbow Disorders", "Initial assessment")]),
    ("ACOEM, pages", BY_ER + N + "ACOEM Guidelines, Elbow Disorders, pages 41-44.",
     [acoem("Elbow Disorders", pages=((41, 44),))]),
    ("ACOEM, written out", BY_ER + N + "American College of Occupational and Environmental Medicine, Elbow Disorders.",
     [acoem("Elbow Disorders")]),
    # other sources
    ("reference", BY_ER + N + "Board of Splint Makers, Manual of Splints.",
     [other("Board of Splint Makers, Manual of Splints")]),
    ("book with page", BY_ER + N + "Harwell P. Manual of splints, 2nd edition (2011) p 87.",
     [other("Harwell P. Manual of splints, 2nd edition (2011) p 87", (87, 87), year=2011)]),
    ("journal", BY_ER + N + "Bloom A, Vale B. Splints at work. J Imag Hand Surg. 2014;12(3):45-51.",
     [other("Bloom A, Vale B. Splints at work. J Imag Hand Surg. 2014;12(3):45-51", year=2014)]),
    ("guide of a clinic", BY_ER + N + "Hillside Clinic. Care of splints. Hillside (XX): Hillside Clinic; 2009 Mar. 4.",
     [other("Hillside Clinic. Care of splints. Hillside (XX): Hillside Clinic; 2009 Mar. 4", year=2009)]),
    ("pages like years", BY_ER + N + "Bloom A. Splints at work. J Imag Hand Surg. 2005;30:1936-1944.",
     [other("Bloom A. Splints at work. J Imag Hand Surg. 2005;30:1936-1944")]),
    ("web address", BY_ER + N + "www.example.org/splints.", [other("www.example.org/splints")]),
    ("secure web address", BY_ER + N + "https://www.example.gov/care/splints.pdf.",
     [other("https://www.example.gov/care/splints.pdf")]),
    ("ODG and a web address", BY_ER + ODG + " Elbow Chapter, Splinting and Other Medical Treatment Guidelines www.example.org.",
     [odg("Elbow", "Splinting"), other("www.example.org")]),
    ("other guideline or evidence", BY_ER + N + "Other Medical Treatment Guideline or Medical Evidence: Manual of Splints.",
     [other("Manual of Splints")]),
    ("ODG, then a textbook",
     BY_ER + ODG + ", Elbow - Splinting Harris J. Occupational medicine practice guidelines, 2nd edition (2004) p 29.",
     [odg("Elbow", "Splinting"),
      other("Harris J. Occupational medicine practice guidelines, 2nd edition (2004) p 29", (29, 29), year=2004)]),
    ("fee schedule with semicolons", BY_ER + N + "Invented Fee Schedule (IFS); Chapter 7-Hands; 12.1 Definition of a Splint.",
     [other("Invented Fee Schedule (IFS); Chapter 7-Hands; 12.1 Definition of a Splint")]),
    # MTUS and others in one statement
    ("MTUS and ODG", f"{M}Elbow Complaints 2007. {ODG}, Elbow, Splinting.",
     [mtus("Elbow Complaints", 2007), odg("Elbow", "Splinting")]),
    ("MTUS with sections and ODG", f"{M}Elbow Complaints 2007, Section(s): Summary. {ODG} Elbow Chapter, Splinting.",
     [mtus("Elbow Complaints", 2007, ("Summary",)), odg("Elbow", "Splinting")]),
    ("MTUS and ACOEM",
     f"{M}Elbow Complaints 2007. {N}ACOEM Occupational Medicine Practice Guidelines, 3rd ed., Eye Disorders, pg. 9.",
     [mtus("Elbow Complaints", 2007), acoem("Eye Disorders", pages=((9, 9),))]),
    ("MTUS and a web address", f"{M}Elbow Complaints 2007. {N}www.example.org.",
     [mtus("Elbow Complaints", 2007), other("www.example.org")]),
    ("did not base on the MTUS", f"The Claims Administrator did not base their decision on the MTUS. {ODG}, Elbow - Splinting.",
     [odg("Elbow", "Splinting")]),
    ("reviewer did not base on the MTUS",
     f"The Expert Reviewer did not base their decision on the MTUS. {ODG} Elbow, Splinting.",
     [odg("Elbow", "Splinting")]),
    ("NonMTUS in one word", f"{M}Elbow Complaints 2007. Decision based on NonMTUS Citation ODG Elbow Chapter.",
     [mtus("Elbow Complaints", 2007), odg("Elbow")]),
    ("Non MTUS in two words", "Decision based on Non MTUS Citation ODG Elbow Chapter.", [odg("Elbow")]),
    ("hyphen and blank", "Decision based on Non- MTUS Citation ODG Elbow Chapter.", [odg("Elbow")]),
    # rarer forms of all of them
    ("semicolon joins chapters", M + f"Eye Complaints 2004; {CPMT} 2016.", [mtus("Eye Complaints", 2004), mtus(CPMT, 2016)]),
    ("comma joins chapters", M + f"Eye Complaints 2004, {CPMT} 2016.", [mtus("Eye Complaints", 2004), mtus(CPMT, 2016)]),
    ("year in parentheses",
     M + "Eye Complaints (2004), Section(s): Prevention.",
     [mtus("Eye Complaints", 2004, ("Prevention",))]),
    ("California MTUS", "Decision based on California MTUS Eye Complaints 2004.", [mtus("Eye Complaints", 2004)]),
    ("the MTUS", "Decision based on the MTUS Eye Complaints 2004.", [mtus("Eye Complaints", 2004)]),
    ("MTUS comma", "Decision based on MTUS, Eye Complaints 2004.", [mtus("Eye Complaints", 2004)]),
    ("MTUS alone", "Decision based on MTUS.", []),
    ("CA MTUS colon", "Decision based on MTUS: Eye Complaints 2004.", [mtus("Eye Complaints", 2004)]),
    ("older, section list then and chapter",
     M + f"{CPTG} Yoga Page(s): 126 and Postsurgical Treatment Guidelines Page(s): 15.",
     [mtus(CPTG, None, ("Yoga",), ((126, 126),)), mtus("Postsurgical Treatment Guidelines", None, (), ((15, 15),))]),
    ("older two same chapter",
     M + f"{CPTG} Yoga Page(s): 126, and {CPTG} Exercise Page(s): 46-47.",
     [mtus(CPTG, None, ("Yoga",), ((126, 126),)), mtus(CPTG, None, ("Exercise",), ((46, 47),))]),
    ("older, section pages, section pages",
     M + f"{CPTG} Yoga, page 126; Exercise, pages 46-47.",
     [mtus(CPTG, None, ("Yoga", "Exercise"), ((126, 126), (46, 47)))]),
    ("older ACOEM year",
     M + "ACOEM Chapter 8 Neck and Upper Back Complaints (2004) Page(s): 177-178.",
     [mtus("Neck and Upper Back Complaints", 2004, (), ((177, 178),))]),
    ("ACOEM edition in parens",
     M + "ACOEM Practice Guidelines (2nd Edition, 2004), Chapter 13 Knee Complaints, Page(s): 341.",
     [mtus("Knee Complaints", 2004, (), ((341, 341),))]),
    ("'and' between sections", M + f"{CPMT} 2016, Section(s): Yoga and Exercise.", [mtus(CPMT, 2016, ("Yoga and Exercise",))]),
    ("section with colon",
     M + f"{CPMT} 2016, Section(s): Opioids, differentiation: dependence & addiction, Yoga.",
     [mtus(CPMT, 2016, ("Opioids, differentiation: dependence & addiction", "Yoga"))]),
    ("'e.g.'",
     M + f"{CPMT} 2016, Section(s): Topical salves (e.g., balms, creams).",
     [mtus(CPMT, 2016, ("Topical salves (e.g., balms, creams)",))]),
    ("unclosed parenthesis",
     M + f"{CPMT} 2016, Section(s): Tizanidine (Zanaflex, Yoga. {N}ODG Elbow Chapter.",
     [mtus(CPMT, 2016, ("Tizanidine (Zanaflex, Yoga",)), odg("Elbow")]),
    ("Sections plural",
     M + "Knee Complaints 2004, Sections: Prevention, History.",
     [mtus("Knee Complaints", 2004, ("Prevention", "History"))]),
    ("full stop before sections",
     M + "Knee Complaints 2004. Section(s): Prevention.",
     [mtus("Knee Complaints", 2004, ("Prevention",))]),
    ("formulary", M + "MTUS Drug Formulary 2018.", [mtus("MTUS Drug Formulary", 2018)]),
    ("Low Back Disorders 2016",
     M + "Low Back Disorders 2016, Section(s): Imaging.",
     [mtus("Low Back Disorders", 2016, ("Imaging",))]),
    ("Chronic Pain 2017", M + "Chronic Pain 2017, Section(s): Yoga.", [mtus("Chronic Pain", 2017, ("Yoga",))]),
    ("ODG chapter of",
     BY_ER + N + "Official Disability Guidelines (ODG), Chapter Elbow, Splinting.",
     [odg("Elbow", "Splinting")]),
    ("ODG 'Elbow (Acute & Chronic) Chapter, '",
     BY_ER + ODG + ", Elbow (Acute & Chronic) Chapter, Splinting.",
     [odg("Elbow", "Splinting")]),
    ("ODG Hip chapter", BY_ER + ODG + ", Hip Chapter, Splinting.", [odg("Hip", "Splinting")]),
    ("ODG Pain (chronic) chapter", BY_ER + ODG + ", Pain (Chronic) Chapter, Splinting.", [odg("Pain (Chronic)", "Splinting")]),
    ("ODG drug formulary", BY_ER + ODG + ", Drug Formulary.", [odg(None, "Drug Formulary")]),
    ("ODG CTS", BY_ER + ODG + ", Carpal Tunnel Syndrome Chapter, Splinting.", [odg("Carpal Tunnel Syndrome", "Splinting")]),
    ("ODG diabetes",
     BY_ER + ODG + ", Diabetes (Type 1, 2, and Gestational), Insulin.",
     [odg("Diabetes (Type 1, 2, and Gestational)", "Insulin")]),
    ("ODG fitness",
     BY_ER + ODG + ", Fitness For Duty Chapter, Functional capacity evaluation (FCE).",
     [odg("Fitness For Duty", "Functional capacity evaluation (FCE)")]),
    ("ODG head long",
     BY_ER + ODG + ", Head (trauma, headaches, etc., not including stress & mental disorders), Botox.",
     [odg("Head (trauma, headaches, etc., not including stress & mental disorders)", "Botox")]),
    ("ODG neck", BY_ER + ODG + ", Neck and Upper Back (Acute & Chronic), Pillow.", [odg("Neck and Upper Back", "Pillow")]),
    ("ODG, Chapter topic, Chapter topic",
     BY_ER + ODG + ", Elbow Chapter, Splinting, Shoulder Chapter, Bursitis care.",
     [odg("Elbow", "Splinting"), odg("Shoulder", "Bursitis care")]),
    ("ODG; ODG full stop",
     BY_ER + ODG + ", Elbow Chapter, Splinting. Official Disability Guidelines (ODG), Shoulder Chapter, Bursitis care.",
     [odg("Elbow", "Splinting"), odg("Shoulder", "Bursitis care")]),
    ("ODG criteria with hyphens",
     BY_ER + ODG + ", Elbow Chapter -- Criteria for splinting.",
     [odg("Elbow", "Criteria for splinting")]),
    ("ODG topic en dash", BY_ER + ODG + ", Elbow \u2013 Splinting.", [odg("Elbow", "Splinting")]),
    ("ODG web version date",
     BY_ER + N + "Official Disability Guidelines (ODG), web-based edition, Elbow Chapter, Splinting.",
     [odg("Elbow", "Splinting")]),
    ("ODG year in parens", BY_ER + N + "Official Disability Guidelines (2016), Elbow Chapter.", [odg("Elbow", year=2016)]),
    ("Work Loss", BY_ER + N + "Work Loss Data Institute, Official Disability Guidelines, Elbow Chapter.", [odg("Elbow")]),
    ("ACOEM year",
     BY_ER + N + "ACOEM 2004, Elbow Disorders, page 41.",
     [acoem("Elbow Disorders", year=2004, pages=((41, 41),))]),
    ("ACOEM chapter no",
     BY_ER + N + "ACOEM, Chapter 10, Elbow Disorders, page 41.",
     [acoem("Elbow Disorders", pages=((41, 41),))]),
    ("ACOEM third edition words", BY_ER + N + "ACOEM, third edition, Elbow Disorders.", [acoem("Elbow Disorders")]),
    ("ACOEM and ODG chapters",
     BY_ER + N + "ACOEM, Elbow Disorders; ODG, Elbow Chapter, Splinting.",
     [acoem("Elbow Disorders"), odg("Elbow", "Splinting")]),
    ("web wrapped",
     BY_ER + N + "https://www.example.gov/care-\nhand/splints.pdf.",
     [other("https://www.example.gov/care-hand/splints.pdf")]),
    ("web without www", BY_ER + N + "example.org/splints.", [other("example.org/splints")]),
    ("pubmed ref with web",
     BY_ER + N + "Bloom A. Splints. J Hand. 2014. http://www.example.org/1.",
     [other("Bloom A. Splints. J Hand. 2014. http://www.example.org/1")]),
    ("FDA", BY_ER + N + "FDA: Soma.", [other("FDA: Soma")]),
    ("book with 'and' trail",
     BY_ER + N + "Manual of Splints and Braces, Chapter 3.",
     [other("Manual of Splints and Braces, Chapter 3")]),
    ("book mentioning ODG?",
     BY_ER + N + "Manual of Splints, page 3; ODG Elbow Chapter.",
     [other("Manual of Splints, page 3", (3, 3)), odg("Elbow")]),
    ("Citations plural", BY_ER + "Decision based on Non-MTUS Citations: ODG Elbow Chapter.", [odg("Elbow")]),
    ("is based", BY_ER + "Decision is based on Non-MTUS Citation ODG Elbow Chapter.", [odg("Elbow")]),
    ("curly dash Non–MTUS", BY_ER + "Decision based on Non\u2013MTUS Citation ODG Elbow Chapter.", [odg("Elbow")]),
    ("chapter title starting with chapter word in ref", BY_ER + N + "Low Back (Bracing).", [other("Low Back (Bracing)")]),
    ("pages colon", M + f"{CPTG} Naproxen Pages: 66-68.", [mtus(CPTG, None, ("Naproxen",), ((66, 68),))]),
    ("pages with spaces", M + f"{CPTG} Naproxen Page(s): 66 - 68.", [mtus(CPTG, None, ("Naproxen",), ((66, 68),))]),
    ("pages en dash", M + f"{CPTG} Naproxen Page(s): 66\u201368.", [mtus(CPTG, None, ("Naproxen",), ((66, 68),))]),
    ("Pages p.66", M + f"{CPTG} Naproxen p.66.", [mtus(CPTG, None, ("Naproxen",), ((66, 66),))]),
    ("pgs", M + f"{CPTG} Naproxen pgs 66-68.", [mtus(CPTG, None, ("Naproxen",), ((66, 68),))]),
    ("Page(s) no colon", M + f"{CPTG} Naproxen Page(s) 66.", [mtus(CPTG, None, ("Naproxen",), ((66, 66),))]),
    ("pages in each section",
     M + f"{CPTG} Naproxen (page 66), Yoga (page 126).",
     [mtus(CPTG, None, ("Naproxen", "Yoga"), ((66, 66), (126, 126)))]),
    ("post-surgical older",
     M + "Postsurgical Treatment Guidelines Shoulder Page(s): 26-27.",
     [mtus("Postsurgical Treatment Guidelines", None, ("Shoulder",), ((26, 27),))]),
    ("older, general approach", M + "General Approaches Page(s): 48.", [mtus("General Approaches", None, (), ((48, 48),))]),
    ("older chapter with section text",
     M + "ACOEM Chapter 9 Shoulder Complaints Surgical Considerations Page(s): 209-211.",
     [mtus("Shoulder Complaints", None, ("Surgical Considerations",), ((209, 211),))]),
    ("CPMTG 2009 with section older",
     M + "Chronic Pain Medical Treatment Guidelines (2009), Yoga, page 126.",
     [mtus("Chronic Pain Medical Treatment Guidelines", 2009, ("Yoga",), ((126, 126),))]),
    ("MTUS in capitals", "DECISION BASED ON MTUS EYE COMPLAINTS 2004.", [mtus("EYE COMPLAINTS", 2004)]),
    ("MTUS guidelines", M + "Guidelines, Eye Complaints 2004.", [mtus("Eye Complaints", 2004)]),
    ("older ACOEM parenthetic",
     M + "ACOEM Chapter 12 (Low Back Complaints) Page(s): 303.",
     [mtus("Low Back Complaints", None, (), ((303, 303),))]),
    ("ACOEM 2nd edition",
     M + "ACOEM 2nd Edition, Chapter 13 Knee Complaints Page(s): 341.",
     [mtus("Knee Complaints", None, (), ((341, 341),))]),
    ("General Approach chapter",
     M + "ACOEM Chapter 7 Independent Medical Examinations and Consultations Page(s): 127.",
     [mtus("Independent Medical Examinations and Consultations", None, (), ((127, 127),))]),
    ("older chapter 6",
     M + "ACOEM Chapter 6 Pain, Suffering, and the Restoration of Function Page(s): 112.",
     [mtus("Pain, Suffering, and the Restoration of Function", None, (), ((112, 112),))]),
    ("Section no colon", M + "Knee Complaints 2004, Section(s) Prevention.", [mtus("Knee Complaints", 2004, ("Prevention",))]),
    ("later adopted",
     M + "Cervical and Thoracic Spine Disorders 2016, Section(s): Imaging.",
     [mtus("Cervical and Thoracic Spine Disorders", 2016, ("Imaging",))]),
    ("Eye Disorders with iso date",
     M + "Eye Disorders 2017-04-01, Section(s): Imaging.",
     [mtus("Eye Disorders", 2017, ("Imaging",))]),
    ("ODG quotes", BY_ER + N+'"Official Disability Guidelines", Elbow Chapter.', [odg("Elbow")]),
    ("ODG web",
     BY_ER + N + "ODG, Elbow Chapter, Splinting, www.odg-twc.com.",
     [odg("Elbow", "Splinting"), other("www.odg-twc.com")]),
    ("ODG lumbar chapter", BY_ER + ODG + ", Lumbar Chapter, Splinting.", [odg("Lumbar", "Splinting")]),
    ("ODG chapters with 'and ... Chapter'",
     BY_ER + ODG + ", Elbow Chapter and Shoulder Chapter.",
     [odg("Elbow"), odg("Shoulder")]),
    ("ODG 2016 (online)", BY_ER + N + "ODG 2016 online, Elbow Chapter.", [odg("Elbow", year=2016)]),
    ("ODG Treatment Index 11th",
     BY_ER + N + "Official Disability Guidelines (ODG) Treatment Index, 11th Edition (web), 2013, Elbow, Splinting.",
     [odg("Elbow", "Splinting", year=2013)]),
    ("two web",
     BY_ER + N + "www.example.org/a and www.example.org/b.",
     [other("www.example.org/a"), other("www.example.org/b")]),
    ("capital NON-MTUS", BY_ER + "Decision based on NON-MTUS Citation ODG Elbow Chapter.", [odg("Elbow")]),
    ("pages with 'Page(s)' multiple ranges & comma and",
     M + f"{CPTG} Naproxen Page(s): 66-68, 70, and 73.",
     [mtus(CPTG, None, ("Naproxen",), ((66, 68), (70, 70), (73, 73)))]),
    ("pages ff", M + f"{CPTG} Naproxen Page(s): 66 of 127.", [mtus(CPTG, None, ("Naproxen",), ((66, 66),))]),
    ("MTUS and ODG 'and'", f"{M}Eye Complaints 2004 and ODG Eye Chapter.", [mtus("Eye Complaints", 2004), odg("Eye")]),
]  # fmt: skip

IDS = [row[0] for row in CITATIONS]


def parse(statement: str) -> list[ParsedCitation]:
    """Parse a statement as the component does, from the flat text."""
    return PARSER.parse(LetterText(statement).flat)


def fields(citation: ParsedCitation) -> Fields:
    return citation.source, citation.title, citation.year, citation.sections, citation.pages


@pytest.mark.parametrize(("statement", "expected"), [row[1:] for row in CITATIONS], ids=IDS)
def test_citations(statement: str, expected: list[Fields]) -> None:
    assert [fields(citation) for citation in parse(statement)] == expected


@pytest.mark.parametrize("line_break", ["\n", "\r\n", " \n ", "\f", "  "], ids=repr)
@pytest.mark.parametrize(("statement", "expected"), [row[1:] for row in CITATIONS], ids=IDS)
def test_wrapped_lines(statement: str, expected: list[Fields], line_break: str) -> None:
    """Every blank a line break: the same citations."""
    assert [fields(citation) for citation in parse(statement.replace(" ", line_break))] == expected


def assert_sound(text: str) -> list[ParsedCitation]:
    """What holds of the citations of any text."""
    text = LetterText(text).flat
    citations = PARSER.parse(text)
    for citation in citations:
        assert 0 <= citation.start < citation.end <= len(text)
        cited = text[citation.start : citation.end]
        assert cited == cited.strip(" ")
        title = citation.title or ""
        assert "".join(title.split()) in "".join(cited.split())
        assert citation.title is None or citation.title == " ".join(citation.title.split()) != ""
        assert citation.year is None or 1900 <= citation.year <= 2099
        assert all(name and name == " ".join(name.split()) for name in citation.sections)
        assert all(len(page) == 2 for page in citation.pages)
        assert citation.source in ("MTUS", "ODG", "ACOEM", "other")
        assert citation.regulation is None or citation.source == "MTUS"
    assert [citation.start for citation in citations] == sorted(citation.start for citation in citations)
    return citations


LOST_BLANKS = [
    ("Decision basedon MTUS Eye Complaints2004, Section(s): Tests.", [mtus("Eye Complaints", 2004, ("Tests",))]),
    (BY_ER + "Decision based on Non-MTUSCitation OfficialDisability Guidelines (ODG), Elbow Chapter.", [odg("Elbow")]),
    (f"{M}ChronicPain MedicalTreatment 2009.", [mtus("Chronic Pain Medical Treatment", 2009)]),
    (N + "McKenzie and the Spine, 2001.", [other("McKenzie and the Spine, 2001", year=2001)]),
]


@pytest.mark.parametrize(("statement", "expected"), LOST_BLANKS)
def test_lost_blanks(statement: str, expected: list[Fields]) -> None:
    assert [fields(citation) for citation in assert_sound(statement)] == expected


@pytest.mark.parametrize("statement", [row[1] for row in CITATIONS], ids=IDS)
def test_citations_are_sound(statement: str) -> None:
    citations = assert_sound(statement)
    assert all(first.end <= second.start for first, second in pairwise(citations))


@given(st.text(max_size=80))
@settings(max_examples=100, deadline=None)
def test_any_text(text: str) -> None:
    assert_sound(text)
    assert_sound(f"{M}{text}")
    assert_sound(f"{N}{text}")
    assert_sound(f"{ODG}{text}")


PIECES = [
    M, N, ODG, "ODG", "ACOEM", "MTUS", CPMT, "Elbow", "Knee & Leg", "Chapter", "chapters", "section",
    "Section(s):", " ", " ", ", ",
    "; ", ": ", "(", ")", "/", ".", " and ", "2016", "page 12", "Page(s): 3-5, 7", "Opioids, dosing",
    "Splinting", "(Acute & Chronic)",
    "(updated 1/2/16)", "www.example.org", "3rd ed.", "Other Medical Treatment Guidelines", "\n", "p", "-",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
@settings(max_examples=400, deadline=None)
def test_any_pieces(text: str) -> None:
    assert_sound(text)


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_any_cut_of_a_statement(data: st.DataObject) -> None:
    statement = data.draw(st.sampled_from([row[1] for row in CITATIONS]))
    start = data.draw(st.integers(0, len(statement)))
    assert_sound(statement[start : data.draw(st.integers(start, len(statement)))])


REGULATIONS = [
    ("Low Back Complaints 2004", "8 CCR 9792.23.5"),
    ("Forearm, Wrist, and Hand Complaints 2004", "8 CCR 9792.23.4"),
    ("Forearm Wrist & Hand Complaints 2004", "8 CCR 9792.23.4"),
    ("General Approaches 2004", "8 CCR 9792.22"),
    ("Acupuncture Treatment 2007", "8 CCR 9792.24.1"),
    ("Chronic Pain Medical Treatment 2016", "8 CCR 9792.24.2"),
    ("Chronic Pain Treatment Guidelines Yoga Page(s): 126", "8 CCR 9792.24.2"),
    ("Postsurgical Treatment 2009, Section(s): Knee", "8 CCR 9792.24.3"),
    ("Opioid Treatment 2016", "8 CCR 9792.24.4"),
    ("ACOEM Chapter 13 Knee Complaints Page(s): 341", "8 CCR 9792.23.6"),
    ("Hip Complaints 2018", None),
]


@pytest.mark.parametrize(("chapter", "regulation"), REGULATIONS, ids=[row[0] for row in REGULATIONS])
def test_regulations(chapter: str, regulation: str | None) -> None:
    assert [citation.regulation for citation in PARSER.parse(f"{M}{chapter}.")] == [regulation]


def test_other_sources_have_no_regulation() -> None:
    assert [c.regulation for c in PARSER.parse(f"{N}ODG Low Back Chapter, ACOEM Low Back Complaints.")] == [None, None]


def test_without_patterns() -> None:
    assert CitationParser([]).parse(f"{M}Knee Complaints 2004.") == []


@pytest.mark.parametrize("unit", [", ", "and ", "(", "Elbow Chapter, ", "Knee Complaints 2004, and ", "ODG ", "page 1, "])
def test_long_statements_end(unit: str) -> None:
    for head in (M, N, ODG):
        assert_sound(head + unit * (4_000 // len(unit)))
