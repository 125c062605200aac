"""What a workbook that comes in may measure; whatever is larger is refused by name."""

from portal.protection.uploads import archive_bytes_max

workbook_bytes_max = 10 * 2**20
workbook_unpacked_bytes_max = archive_bytes_max
workbook_part_bytes_max = 5 * 2**20
"""Of a part that only says which sheets and parts there are."""
sheet_bytes_max = 20 * 2**20
"""Of the XML of a sheet; 20,000 rows of 20 columns have about 16 MB."""
sheet_elements_max = 2_000_000
"""Elements of the XML of a sheet: a row, a cell and its value are three."""
workbook_rows_max = 20_000
"""Rows below the headings."""
workbook_columns_max = 100
workbook_text_bytes_max = 256 * 2**20
"""Longest text of a workbook times the cells with text: a text kept once may be shown in every cell."""
spread_cells_max = 200_000
"""Cells that formulas fill beside their own, each counted as often as it is filled."""
merged_rows_max = 200_000
"""Rows that merged blocks cover, each counted as often as it is covered."""
heading_rows_max = 20
"""The headings are looked for in so many rows: some write a title above them."""
shown_characters_max = 40
"""Of a cell that a reason quotes."""
cell_notes_max = 2_000
"""Cells that say their reason as a note in the workbook that goes back; the column beside the row says every one."""
number_max = 10**15
"""Beyond it a spreadsheet does not keep every digit of a number."""
