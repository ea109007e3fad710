"""Printed pages decoded as the kiosk decodes them: the proof, with the reader of barcodes."""

from functools import partial

from hardware.optical.codes import read_codes
from printing.proof import contact_sheet as pictures
from printing.proof import proof

decode_pdf = partial(proof.decode_pdf, read=read_codes)
all_codes = partial(proof.all_codes, read=read_codes)
contact_sheet = partial(pictures.contact_sheet, read=read_codes)
