using System.Text.Json;
using PublicServices.Kernel;

namespace PublicServices.Tuition;

/// <summary>A school bills a period from its enrolment list.</summary>
public sealed record RunBills(string School, string Period, Sheet Sheet);

/// <summary>
/// Previews a list and issues its bills. The list is kept beside the run's record and worked on by messages, a chunk at a time:
/// the rows of a chunk commit side by side, so that the engine writes them together.
/// </summary>
public sealed class RunBillsHandler(IRecordStore store, Catalogues catalogues, BillRows rows, Reminders reminders, IdSource ids)
{
    private readonly Records<BillRun> _runs = new(store, () => TuitionJson.Default.BillRun);

    /// <summary>What the list would do; nothing changes.</summary>
    public async ValueTask<Result<BillRunPreview>> PreviewAsync(RunBills command, Asked asked, CancellationToken cancellationToken)
    {
        if (!TuitionPermissions.RunsBillsOf(asked.Caller, command.School)) return KernelProblems.Forbidden;
        if (!(await ReadAsync(command, cancellationToken)).Succeeded(out var list, out var problem)) return problem;
        var reports = new List<BillRowReport>(list.Refused);
        foreach (var row in list.Rows)
            reports.Add(await rows.ApplyAsync(list.Catalogue, list.Period, row, asked, isTrial: true, cancellationToken));
        reports.Sort((one, other) => one.Line.CompareTo(other.Line));
        var sum = Begin(command, asked, 1, 0, 0).With(reports);
        return new BillRunPreview(
            command.School, command.Period, sum.Issued, sum.Reissued, sum.Updated, sum.Unchanged, sum.Refused, sum.TotalVnd, sum.ReductionVnd, reports);
    }

    /// <summary>Begins a run. The bills follow by messages; a list that was billed already changes nothing.</summary>
    public async ValueTask<Result<BillRun>> StartAsync(RunBills command, Asked asked, CancellationToken cancellationToken)
    {
        if (!TuitionPermissions.RunsBillsOf(asked.Caller, command.School)) return KernelProblems.Forbidden;
        if (!(await ReadAsync(command, cancellationToken)).Succeeded(out var list, out var problem)) return problem;
        var stem = ids.Next();
        var chunks = list.Rows.Chunk(BillRun.ChunkRows).ToList();
        var result = await _runs.ChangeAsync(
            TuitionIds.Run(command.School, command.Period),
            asked.Cause,
            loaded =>
            {
                if (loaded.State is { IsUnderWay: true }) return TuitionProblems.RunUnderWay;
                var run = Begin(command, asked, (loaded.State?.Run ?? 0) + 1, list.Rows.Count, chunks.Count).With(list.Refused);
                if (chunks.Count == 0) run = run with { FinishedAt = asked.ArrivedAt };
                return new Change<BillRun>(run)
                {
                    Documents =
                    [
                        .. chunks.Select((chunk, i) => new Document(
                            run.RowsId(i), JsonSerializer.SerializeToUtf8Bytes(chunk, TuitionJson.Default.IReadOnlyListEnrolmentRow))),
                        Report($"report/{run.Run:D4}/refused", list.Refused),
                    ],
                    Messages = chunks.Count == 0 ? [] : [Step(run, asked, $"{stem}-s")],
                };
            },
            cancellationToken);
        return result.Succeeded(out var changed, out var refusal) ? changed.State! : refusal;
    }

    /// <summary>How far a run has come; <c>PS-003</c> when there was none.</summary>
    public async ValueTask<Result<BillRun>> ReadAsync(string school, string period, Asked asked, CancellationToken cancellationToken)
    {
        if (!TuitionPermissions.IsOfficerOf(asked.Caller, school)) return KernelProblems.Forbidden;
        if (!BillingPeriod.TryParse(period, out _) || !TuitionIds.IsSchool(school)) return KernelProblems.NotFound;
        return (await _runs.LoadAsync(TuitionIds.Run(school, period), cancellationToken)).State is { } run ? run : KernelProblems.NotFound;
    }

    /// <summary>Works on one chunk and asks for the next. Done again after a crash, the rows it did find themselves unchanged.</summary>
    public async ValueTask StepAsync(BillRunStepV1 step, MessageContext context, CancellationToken cancellationToken)
    {
        var id = TuitionIds.Run(step.School, step.Period);
        var seen = (await _runs.LoadAsync(id, cancellationToken)).State;
        if (seen is not { IsUnderWay: true } || seen.Run != step.Run || seen.Chunk != step.Chunk) return;
        var catalogue = await catalogues.FindAsync(step.School, cancellationToken)
            ?? throw new PermanentFailureException("catalogue-missing", $"{step.School} has no catalogue.");
        if (!BillingPeriod.TryParse(step.Period, out var period)) throw new PermanentFailureException("period-malformed", step.Period);
        var stored = await store.ReadDocumentAsync(id, seen.RowsId(step.Chunk), cancellationToken)
            ?? throw new PermanentFailureException("rows-missing", $"{id} has no rows {step.Chunk} of run {step.Run}.");
        var chunk = JsonSerializer.Deserialize(stored.Body.Span, TuitionJson.Default.IReadOnlyListEnrolmentRow)!;

        var asked = Asked.By(context) with { Caller = seen.By };
        var reports = await Task.WhenAll(chunk.Select(row =>
            rows.ApplyAsync(catalogue, period, row, asked, isTrial: false, cancellationToken).AsTask()));
        var stem = ids.Next();
        await _runs.ChangeAsync(
            id,
            context.Cause,
            loaded => loaded.State is { IsUnderWay: true } run && run.Run == step.Run && run.Chunk == step.Chunk
                ? Advance(run, reports, catalogue, period, asked, stem)
                : (Change<BillRun>?)null,
            cancellationToken);
    }

    private Change<BillRun> Advance(
        BillRun run, IReadOnlyList<BillRowReport> reports, FeeCatalogue catalogue, BillingPeriod period, Asked asked, string stem)
    {
        var after = run.With(reports) with { Chunk = run.Chunk + 1 };
        if (after.Chunk == after.Chunks) after = after with { FinishedAt = asked.ArrivedAt };
        return new Change<BillRun>(after)
        {
            Documents = [Report(run.ReportId(run.Chunk), [.. reports.Where(report => report.Outcome is not BillOutcome.Unchanged)])],
            Messages = after.IsUnderWay ? [Step(after, asked, $"{stem}-s")] : reminders.Schedule(catalogue, period, asked),
        };
    }

    private static BillRun Begin(RunBills command, Asked asked, int run, int count, int chunks) => new(
        command.School, command.Period, run, asked.Caller, asked.ArrivedAt, count, chunks, 0, 0, 0, 0, 0, 0, 0, 0, null);

    private async ValueTask<Result<EnrolmentList>> ReadAsync(RunBills command, CancellationToken cancellationToken)
    {
        if (!BillingPeriod.TryParse(command.Period, out var period)) return TuitionProblems.NotAPeriod;
        if (await catalogues.FindAsync(command.School, cancellationToken) is not { } catalogue) return TuitionProblems.NoCatalogue;
        if (!SheetColumns.Find(command.Sheet, EnrolmentSheet.Columns).Succeeded(out var columns, out var badHeader)) return badHeader;
        var lines = new Dictionary<string, int>();
        var good = new List<EnrolmentRow>(command.Sheet.Rows.Count);
        var refused = new List<BillRowReport>();
        foreach (var sheetRow in command.Sheet.Rows)
        {
            if (!EnrolmentSheet.Read(columns, sheetRow).Succeeded(out var row, out var problem))
                refused.Add(new BillRowReport(sheetRow.LineNumber, BillOutcome.Refused, "", "", null, 0, 0, null, problem));
            else if (!lines.TryAdd(row.Student, row.Line))
                refused.Add(BillRows.Refused(row, TuitionProblems.TwiceInList(lines[row.Student])));
            else
                good.Add(row);
        }

        return new EnrolmentList(catalogue, period, good, refused);
    }

    private static Outgoing Step(BillRun run, Asked asked, string id) => new(TuitionMessages.BillRunStep.Write(
        id,
        TuitionIds.Run(run.School, run.Period),
        asked.ArrivedAt,
        asked.Correlation,
        new BillRunStepV1(run.School, run.Period, run.Run, run.Chunk)));

    private static Document Report(string id, IReadOnlyList<BillRowReport> reports) =>
        new(id, JsonSerializer.SerializeToUtf8Bytes(reports, TuitionJson.Default.IReadOnlyListBillRowReport));

    private sealed record EnrolmentList(
        FeeCatalogue Catalogue, BillingPeriod Period, IReadOnlyList<EnrolmentRow> Rows, IReadOnlyList<BillRowReport> Refused);
}
