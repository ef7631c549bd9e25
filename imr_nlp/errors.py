"""Messages of the package, each with a code: what happened, where, and what to do."""

from __future__ import annotations


class Errors:
    """Message templates; fill them with `str.format`."""

    E001 = "[E001] {where}: not a JSON object ({reason}). Every line of a pattern file is one JSON object."
    E002 = "[E002] {where}: unknown label {label!r}. Known labels: {known}."
    E003 = "[E003] {where}: the key {key!r} is missing or not a {kind}. See patterns/README.md for the keys of a row."
    E004 = "[E004] {where}: the {key} {value!r} stands already at {other}. Give each {key} once."
    E005 = "[E005] {where}: the regular expression of {id!r} does not compile: {reason}."
    E006 = "[E006] {where}: the fragment {{{{{name}}}}} is not defined. Add a FRAGMENT row with that id."
    E007 = "[E007] pattern file {name!r} found neither as a path nor in the package. Packaged files: {known}."
    E008 = "[E008] {path}: cannot be read ({reason})."
    E009 = "[E009] no such file or folder: {path}."
    E010 = "[E010] {path}: nothing to read in it, no file that ends in {suffixes}."
    E011 = "[E011] {path}: empty, no text in it."
    E012 = "[E012] {path}: holds bytes that no text has. Give the text of the letter."
    E013 = "[E013] {path}: a PDF, not text. Read it as a file (`imr_nlp.io.read_letter`), or extract its text first."
    E014 = "[E014] {path}: cannot be written ({reason})."
    E015 = "[E015] {where}: the {key} {value!r} is none of {allowed}."
    E016 = "[E016] {path}: is read as input, or would be, as it lies in the input folder. Give another file for the output."
    E017 = "[E017] {path}: the letter could not be processed ({reason}). Please report it with the letter."
    E018 = "[E018] {path}: not the NDC product file ({reason}). Give product.txt of the FDA's directory, its .zip or .csv."
    E019 = "[E019] {path}: the NDC product file lacks the columns {columns}. Give the file as the FDA has it, all columns."
    E020 = "[E020] {path}: column titles, but no product. Download the NDC product file again."
    E021 = "[E021] {path}: not a PDF despite its name, begins {begins!r}. Download it again; perhaps it is an error page."
    E022 = "[E022] {path}: no file matches. Inside quotation marks * stands for any part of a name, ** for any folders."
    E023 = "[E023] {path}: a named pipe, device or socket, not a file. Write its content to a file first."
    E024 = "[E024] {path}: more than the {limit:,} bytes that one document may have. Raise the limit if it is a letter."
    E025 = "[E025] {path}: unpacks to more than the limit of {limit:,} bytes. Raise the limit if you trust the file."
    E026 = "[E026] {path}: cannot be unpacked ({reason}). Download or pack the archive again."
    E027 = "[E027] {path}: needs a password to unpack. Unpack the archive and give the folder."
    E028 = "[E028] {path}: an archive in an archive is not opened. Unpack the outer one and give the folder."
    E029 = "[E029] {path}: the archive has several files of this name; only the last is read. Give each a name of its own."
    E030 = "[E030] {path}: not a JSON object ({reason}). Every line of a .jsonl file is one JSON object in UTF-8."
    E031 = "[E031] {path}: no text in the field {field!r} ({reason}). Name the field that holds the text of the letter."
    E032 = "[E032] {path}: not a usable DocBin ({reason}). Write it again with DocBin.to_disk."
    E034 = "[E034] {path}: the PDF is encrypted ({reason}). Save it without a password."
    E035 = "[E035] {path}: the PDF is cut off, its end is missing. Download it again."
    E036 = "[E036] {path}: the PDF is damaged ({reason}). Download it again."
    E037 = "[E037] {path}: no text layer: a scan, needs OCR. Run it through OCRmyPDF first: ocrmypdf IN.pdf OUT.pdf"
    E038 = "[E038] {path}: {pages:,} pages, more than the {limit:,} that one document may have. Split it into its letters."
    E039 = "[E039] {path}: cut off in the middle of a character ({encoding}). Get the file again."
    E040 = "[E040] {path}: a target of this kind cannot be written. Give a name that ends in {known}."
    E041 = "[E041] {path}: exists already. Give --resume to go on with it, --overwrite to replace it, or another name."
    E042 = "[E042] {path}: not a database that imr_nlp wrote ({reason}). It stays as it is; give another name."
    E043 = (
        "[E043] {path}: written by imr_nlp {theirs}, this is {ours}, and records of two versions do not mix. "
        "Give --overwrite to read all letters again, or another name."
    )
    E044 = "[E044] {path}: begun with {name} {theirs}, now it is {ours}. Use the same, or give --overwrite to start anew."
    E045 = "[E045] {path}: the case number {case_number} is already stored, from {first}. This letter is left out."
    E046 = "[E046] {path}: the same text is already stored, from {first}. This letter is left out."
    E047 = "[E047] {path}: needs {package}, which is not installed: pip install 'imr_nlp[{extra}]'"
    E048 = "[E048] this Python's SQLite has no FTS5: the database gets no full-text index ({table}). All else is stored."
    E050 = "[E050] {path}: the worker that read it died ({reason}), twice. Please report it with the file."
    E051 = "[E051] {path}: not done after {seconds:g} seconds and given up. Raise the time limit if the file is sound."
    E052 = "[E052] {path}: needs more memory than a worker may take ({megabytes:,.0f} MB). Raise the limit if it is sound."
    E053 = (
        "[E053] a worker imported the main module and came upon the extraction again. In a script, start it under "
        "`if __name__ == '__main__':`."
    )
    E054 = "[E054] a worker ended before it was ready ({reason}). Its own messages, if any, stand above."
    E055 = "[E055] the pipeline {model!r} cannot be loaded ({reason}). Give a package or a saved pipeline's folder."
    E056 = "[E056] {count} workers in a row died without a document to blame ({reason})."
    E057 = "[E057] --resume, --retry-failed, --overwrite, --table and --no-text are for a target. Name one with --to."
    E058 = "[E058] stopped. What was done is kept: the same command with --resume goes on."
    E059 = "[E059] stopped."
    E060 = "[E060] the column {column!r} is of type {type}. Give one of strings, or of the bytes of files."
    E061 = "[E061] the id column is called {column!r}, as a column of the result. Rename it."
    E062 = "[E062] {path}: the record does not fit the declared schema ({reason}). Please report it with the letter."
    E063 = "[E063] {path}: no output of `imr-nlp extract` ({reason}). Give a .jsonl of records or a database."
    E064 = "[E064] {path}: the two pipelines were not given the same letters. Compare them over sources that do not change."
    E065 = "[E065] {where}: the key {key!r} is not one of a {label} row. Its keys: {allowed}."
    E066 = "[E066] {where}: the key {key!r} cannot be used ({reason}). See patterns/README.md for the keys of a row."
    E067 = "[E067] {where}: a {label} row is not used here. Used are: {used}."
    E070 = "[E070] not the dict of a {model} ({reason}). Give what `Determination.to_dict` gave."
    E071 = "[E071] a record of version {theirs}, this is version {ours}. Read the letter again with this version of imr_nlp."
    E072 = "[E072] neither the path nor the text of a letter, but {type}. Give a string or Path; decode bytes."
    E073 = "[E073] {path}: a folder. Name one letter in it, or read them all with `imr_nlp.extract`."
    E074 = "[E074] no table {table!r}. The tables of records are {known}."
    E075 = (
        "[E075] {path}: a database of an earlier imr_nlp ({theirs}); this one reads those with {ours}. Read the letters again: "
        "imr-nlp extract SOURCE --to {path} --overwrite"
    )
    E076 = "[E076] {path}: a file of this kind has no single table. --table is for .csv and .parquet."
    E077 = "[E077] there is no question {number}. They have the numbers 1 to {last}."
    E080 = "[E080] the lemma tables are not installed. Install them: pip install spacy-lookups-data"
    E081 = (
        "[E081] {where}: the key 'pattern' has {what}. Patterns are for text in lower case; for what stands around a match use "
        "not_before, not_after and unless."
    )
    E082 = "[E082] {where}: the key 'examples' has {text!r}, which the row does not match."
    E083 = "[E083] {where}: the key 'counter_examples' has {text!r}, which the row matches."
    E084 = "[E084] {where}: the key 'examples' is missing: the pattern of {id!r} needs a text that it matches."
    E085 = "[E085] {where}: no example needs the alternative {alternative!r} of the pattern. Give it a row of its own, or none."
    E100 = "[E100] {path}: another run is writing it. Wait until it has ended, or give another name."
    E101 = "[E101] {path}: a link, which is followed only where it is named. Name it, or put the file in its place."
    E102 = (
        "[E102] {path}, and perhaps more: reading {ending} files needs {package}, which is not installed. Nothing was done. "
        "Install it: pip install 'imr_nlp[{extra}]'"
    )
    E103 = "[E103] {path}: an empty PDF, nothing is drawn on its pages. Look whether it is the right file."
    E104 = (
        "[E104] what is known of the spans in {key!r} is lost: Docs were put together (Doc.from_docs) or came from JSON. Take "
        "doc._.imr of each letter's own Doc; DocBin, to_bytes and copy keep it."
    )
    E105 = (
        "[E105] the Doc has {count} tokens fewer than when it was read: some were merged (merge_entities, retokenize), and "
        "spaCy moves no span. Take doc._.imr before, or merge in front of imr_nlp's components."
    )
    E106 = "[E106] the column {column!r} has the name of a column of the result. Rename it."
    E107 = (
        "[E107] {path}: complete, and what failed is no longer apart from what did not. Give --overwrite; a database can be "
        "gone on with."
    )
    E108 = "[E108] {path}: holds no letter {name}. `imr-nlp show {path}` lists them."
    E109 = "[E109] {path}: reading a .docx needs python-docx. Install it: pip install 'imr_nlp[docx]'"
    E111 = "[E111] the charts could not be drawn ({reason}). Install the extra again: pip install 'imr_nlp[report]'"
    E110 = "[E110] {path}: the text of {name} was left out (imr-nlp extract --no-text). View the file it was read from."
    W001 = "[W001] doc._.{name} is already set by another package and stays as it is; imr_nlp's is not available."
    W002 = "[W002] {where}: the pattern of {id!r} needs no three letters in a row, so it is tried on every sentence."
    W003 = (
        "[W003] {count} of {letters} letters have no form that imr_nlp knows, so little was read from them: {sources}. "
        "Look whether they are final determinations, and whole."
    )
    W004 = "[W004] {count} letters could not be read and are left out; `frame.attrs['failures']` has all, the first: {first}"
    W005 = "[W005] listening on {host}: everybody who reaches this address can read the letters."
    W010 = "[W010] passed over, for files of these kinds are not read: {kinds}. Save them as PDF or text if they are letters."


class PatternError(ValueError):
    """A row of a pattern file that cannot be used; the message names file and line."""


class _Coded(ValueError):
    """An error whose message has a code."""

    @property
    def code(self) -> str:
        """Code of the message, "E013"."""
        return str(self)[1:].partition("]")[0]


class ReadError(_Coded):
    """A file or folder that cannot be read; the message names it."""


class RecordError(ValueError):
    """A value that is no record of this version; the message says what does not fit."""


class WorkerError(RuntimeError):
    """The processes that read letters cannot be started or kept; the message says why."""


class WriteError(_Coded):
    """A target that cannot be written; the message names it."""
