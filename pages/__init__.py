"""How every page behaves: lists with keyset paging, forms, formats, assets. Knows no business."""
