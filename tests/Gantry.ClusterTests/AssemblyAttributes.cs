using System.Runtime.Versioning;

[assembly: SupportedOSPlatform("linux")]

// Nearly every test here holds a time against the clock, on one engine and two cores: beside each other they would measure each other.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
