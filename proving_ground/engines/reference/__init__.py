"""The adapters of the reference engines that ship here, one for each family."""
