#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""pysaml2 loads the metadata of a federation: federation.py FILE"""
import sys

from saml2.attribute_converter import ac_factory
from saml2.mdstore import MetaDataFile

metadata = MetaDataFile(ac_factory(), sys.argv[1])
metadata.load()
if len(metadata.entity) < 2:
    sys.exit('pysaml2 has not read it')
