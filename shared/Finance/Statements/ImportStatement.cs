using PublicServices.Kernel;

namespace PublicServices.Finance;

/// <summary>A finance officer brings a statement's file. It is read whole first; refused, nothing of it is kept.</summary>
public sealed class ImportStatement(IStatementReader reader, SaveMapping mappings, IBlobStore blobs, TakeStatement take, TimeProvider clock)
{
    /// <returns>The statement; or <c>PS-004</c>, <c>FIN-002</c>, and <c>FIN-101</c> to <c>FIN-114</c> with the line and the reason.</returns>
    public async ValueTask<Result<ImportAnswer>> HandleAsync(
        ReadOnlyMemory<byte> content, StatementFormat format, StatementSource source, Caller caller, string correlation, CancellationToken cancellationToken)
    {
        if (FinanceOfficer.Refuse(caller) is { } refused) return refused;
        if (content.Length > StatementLimits.MaxBytes) return StatementProblems.TooLarge;
        if (!source.IsBank && format != StatementFormat.Table) return FinanceProblems.UnknownSource;
        var mapping = format == StatementFormat.Table ? await mappings.FindAsync(source, cancellationToken) : null;
        if (!reader.Read(content, format, source, mapping, cancellationToken).Succeeded(out var statement, out var problem)) return problem;
        if (LinesToCome.Refuse(statement, source, clock.GetUtcNow().VietnamDate()) is { } early) return early;
        var blob = await blobs.PutAsync(TakeStatement.IdOf(statement, content), content, cancellationToken);
        return await take.HandleAsync(statement, content, blob, caller, correlation, cancellationToken);
    }
}
