using System.Text.Json.Nodes;

namespace PublicServices.Tests.EndToEnd.Engines;

/// <summary>What no API shows whole of a stopped server.</summary>
internal interface IStoreInside : IDisposable
{
    /// <summary>States of every record of a kind, by id.</summary>
    IReadOnlyDictionary<string, JsonNode> Records(string kind);

    /// <summary>Rows of a view: sort key and body.</summary>
    IReadOnlyList<(string Sort, JsonNode Body)> View(string name);

    /// <summary>Messages that wait to be delivered now.</summary>
    IReadOnlyList<string> Waiting();

    /// <summary>Messages that were given up.</summary>
    IReadOnlyList<string> Parked();
}
