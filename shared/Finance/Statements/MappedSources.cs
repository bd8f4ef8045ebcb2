using PublicServices.Kernel;

namespace PublicServices.Finance;

/// <summary>Every source somebody saved columns for. The state of the one record <see cref="Id"/>.</summary>
public sealed record MappedSources(IReadOnlyList<StatementSource> Sources)
{
    /// <summary>What its record id starts with.</summary>
    public const string Kind = "mps";

    /// <summary>There is one.</summary>
    public static readonly RecordId Id = new($"{Kind}-all");
}
