"""Files and functions stay small enough to be read in one go."""

import ast

from .sources import name_of, project_files, python_of_the_product

LONGEST_FILE, LONGEST_TEST_FILE, LONGEST_FUNCTION = 300, 500, 50


def test_no_file_of_the_product_is_longer_than_300_lines():
    lengths = {name_of(path): len(path.read_text().splitlines()) for path in python_of_the_product()}
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def test_no_test_file_is_longer_than_500_lines():
    tests = project_files(".py", under=("tests",))
    lengths = {name_of(path): len(path.read_text().splitlines()) for path in tests}
    assert {name: length for name, length in lengths.items() if length > LONGEST_TEST_FILE} == {}


def test_no_function_is_longer_than_50_lines():
    too_long = {}
    for path in python_of_the_product():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno is not None:
                length = node.end_lineno - node.lineno + 1
                if length > LONGEST_FUNCTION:
                    too_long[f"{name_of(path)}:{node.name}"] = length
    assert too_long == {}


def test_no_file_is_a_drawer_for_everything():
    names = {path.stem for path in python_of_the_product()}
    assert names & {"utils", "util", "helpers", "helper", "misc", "common"} == set()
