namespace Gantry.Model.Nodes;

/// <summary>A published port that a node leaves to a process of the machine: it was there first, and a route would take its traffic.</summary>
/// <param name="Port">As it would be published.</param>
/// <param name="Holder">Part of a sentence, for example <c>process nginx (pid 812) on 0.0.0.0:80</c>.</param>
public sealed record HeldPort(string Stack, string Service, int Port, string Protocol, string Holder);
