using System.Text;
using PublicServices.Kernel;

namespace PublicServices.Finance;

/// <summary>A gateway that is asked for what a payout consists of, instead of sending files.</summary>
public interface IPayoutSource
{
    /// <summary>The gateway's name.</summary>
    StatementSource Source { get; }

    /// <summary>Everything a payout consists of, read to its end before anything is answered.</summary>
    /// <param name="payout">The gateway's id of the payout.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>
    /// The statement; or <c>PS-003</c> no such payout, <c>FIN-101</c> its lines do not make its amount, <c>FIN-108</c> too many lines,
    /// <c>FIN-113</c> it did not answer to the end and nothing is known.
    /// </returns>
    ValueTask<Result<Statement>> ReadPayoutAsync(string payout, CancellationToken cancellationToken);
}

/// <summary>Takes the statement of a payout from a gateway that is asked for it.</summary>
public sealed class ImportPayout(IReadOnlyList<IPayoutSource> sources, TakeStatement take)
{
    private const int MaxPayoutId = 100;

    /// <returns>The statement; or <c>PS-004</c>, <c>FIN-002</c>, and what <see cref="IPayoutSource.ReadPayoutAsync"/> says.</returns>
    public async ValueTask<Result<ImportAnswer>> HandleAsync(
        string gateway, string payout, Caller caller, string correlation, CancellationToken cancellationToken)
    {
        if (FinanceOfficer.Refuse(caller) is { } refused) return refused;
        if (sources.FirstOrDefault(source => source.Source.Value == gateway) is not { } found) return FinanceProblems.UnknownSource;
        if (payout.Length is 0 or > MaxPayoutId) return KernelProblems.NotFound;
        if (!(await found.ReadPayoutAsync(payout, cancellationToken)).Succeeded(out var statement, out var problem)) return problem;
        return await take.HandleAsync(statement, Spelling(statement), "", caller, correlation, cancellationToken);
    }

    /// <summary>What makes two readings of a payout the same: its lines, in order.</summary>
    internal static byte[] Spelling(Statement statement)
    {
        var text = new StringBuilder(statement.Number);
        foreach (var line in statement.Lines) text.Append('\n').Append(line);
        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
