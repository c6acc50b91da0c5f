// Each build uses every core already.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
