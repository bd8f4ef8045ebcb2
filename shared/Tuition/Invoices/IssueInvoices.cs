using PublicServices.Kernel;

namespace PublicServices.Tuition;

/// <summary>Issues the invoice of each bill that was paid in full, once.</summary>
public sealed class IssueInvoices(InvoiceBooks books, InvoiceDrafts drafts, StudentAccounts accounts, IViewStore views, IdSource ids)
{
    /// <summary>Invoices of one step: each is two documents of one commit.</summary>
    public const int MaxAtOnce = 12;

    /// <summary>Bills looked at in one step.</summary>
    public const int StepRows = 100;

    /// <summary>Issues one bill's invoice. A bill that has one already gets it as the answer, whatever became of it since.</summary>
    /// <returns>
    /// The invoice; <c>PS-003</c> and <c>PS-004</c> for those who do not run the school's bills, <c>INVOICE-001</c> without settings,
    /// <c>INVOICE-002</c> while something is owed, <c>INVOICE-003</c> when the bill is over nothing.
    /// </returns>
    public async ValueTask<Result<Invoice>> OneAsync(BillId id, Asked asked, CancellationToken cancellationToken)
    {
        if ((await accounts.LoadAsync(id.Account, cancellationToken)).State is not { } account) return KernelProblems.NotFound;
        if (!TuitionPermissions.RunsBillsOf(asked.Caller, account.School)) return TuitionPermissions.Refuses(asked.Caller, account) ?? KernelProblems.Forbidden;
        Invoice? made = null;
        var result = await books.ChangeAsync(
            account.School,
            asked.Cause,
            async (loaded, stem) =>
            {
                var chain = await books.ChainAsync(account.School, id, cancellationToken);
                made = chain.Count > 0 ? chain[0] : null;
                if (made is not null) return (Change<InvoiceBook>?)null;
                if (loaded.State is not { Settings: { } settings } book) return InvoiceProblems.NoSettings;
                if (await drafts.OfAsync(id, cancellationToken) is not { } content) return KernelProblems.NotFound;
                if (!content.IsPaid) return content.Lines.Count == 0 ? InvoiceProblems.NothingCollected : InvoiceProblems.NotPaid;
                var posting = new InvoicePosting(book, settings, asked, stem);
                posting.Issue(DraftOf(id, content));
                made = posting.Issued[0];
                return posting.Close("issue-invoice");
            },
            cancellationToken);
        if (!result.Succeeded(out var changed, out var problem)) return problem;
        return changed.Answer.Length > 0 ? InvoiceBooks.Read(new Document("", changed.Answer)) : made!;
    }

    /// <summary>Begins a run over a period's bills; the invoices follow by messages.</summary>
    public async ValueTask<Result<InvoiceRun>> StartAsync(string school, string period, Asked asked, CancellationToken cancellationToken)
    {
        if (!TuitionPermissions.RunsBillsOf(asked.Caller, school)) return KernelProblems.Forbidden;
        if (!BillingPeriod.TryParse(period, out _)) return TuitionProblems.NotAPeriod;
        var result = await books.ChangeAsync(
            school,
            asked.Cause,
            (loaded, stem) =>
            {
                if (loaded.State is not { Settings: { } settings } book) return Is(InvoiceProblems.NoSettings);
                if (book.Run is { IsUnderWay: true }) return Is(InvoiceProblems.RunUnderWay);
                var run = new InvoiceRun((book.Run?.Number ?? 0) + 1, period, asked.Caller, asked.ArrivedAt, 0, null, 0, 0, 0, 0, 0, null);
                var change = new InvoicePosting(book, settings, asked, stem).Close("issue-invoices", run);
                return Is(change with { Messages = [Step(book with { Run = run }, asked, ids.Next())] });
            },
            cancellationToken);
        return result.Succeeded(out var changed, out var problem) ? changed.State!.Run! : problem;

        static ValueTask<Result<Change<InvoiceBook>?>> Is(Result<Change<InvoiceBook>?> result) => ValueTask.FromResult(result);
    }

    /// <summary>Issues the next invoices and asks for the next step. Done again after a crash, it finds the book at another step.</summary>
    public async ValueTask StepAsync(InvoiceRunStepV1 step, MessageContext context, CancellationToken cancellationToken)
    {
        await books.ChangeAsync(
            step.School,
            context.Cause,
            async (loaded, stem) =>
            {
                if (loaded.State is not { Settings: { } settings, Run: { IsUnderWay: true } run } book) return (Change<InvoiceBook>?)null;
                if (run.Number != step.Run || run.Steps != step.Step) return (Change<InvoiceBook>?)null;
                var asked = Asked.By(context) with { Caller = run.By };
                var posting = new InvoicePosting(book, settings, asked, stem);
                var after = await WalkAsync(book.School, run, posting, cancellationToken);
                if (after.From is null) after = after with { FinishedAt = asked.ArrivedAt };
                var change = posting.Close("issue-invoices", after);
                return after.IsUnderWay ? change with { Messages = [Step(change.State!, asked, $"{stem}-s")] } : change;
            },
            cancellationToken);
    }

    /// <summary>The message a run waits for: sent once more after an import.</summary>
    public static IEnumerable<Outgoing> Wake(Loaded<InvoiceBook> loaded, DateTimeOffset now) => loaded.State is { Run: { IsUnderWay: true } run } book
        ? [new Outgoing(TuitionMessages.InvoiceRunStep.WriteNamed(
            $"{loaded.Id}.{run.Number}.{run.Steps}.{now.ToUnixTimeSeconds()}", loaded.Id, now, loaded.Id.Value, new InvoiceRunStepV1(book.School, run.Number, run.Steps)))]
        : [];

    private async ValueTask<InvoiceRun> WalkAsync(string school, InvoiceRun run, InvoicePosting posting, CancellationToken cancellationToken)
    {
        var page = await views.RangeAsync(
            new ViewRange(TuitionViews.BySchool, TuitionViews.SchoolPartition(school, run.Period), StepRows, run.From), cancellationToken);
        var (before, unpaid, differing) = (run.Before, run.Unpaid, run.Differing);
        string? next = null;
        foreach (var view in page.Rows)
        {
            if (posting.Issued.Count == MaxAtOnce)
            {
                next = view.Sort;
                break;
            }

            var id = TuitionViews.ReadBill(view).Id;
            var content = await drafts.OfAsync(id, cancellationToken);
            var chain = await books.ChainAsync(school, id, cancellationToken);
            if (chain.Count > 0)
            {
                before++;
                if (content is not null && Differs(chain, content)) differing++;
            }
            else if (content is { IsPaid: true })
            {
                posting.Issue(DraftOf(id, content));
            }
            else
            {
                unpaid++;
            }
        }

        if (next is null && page.Continuation is not null) next = page.Rows[^1].Sort + "\u0001";
        return run with
        {
            Steps = run.Steps + 1,
            From = next,
            Issued = run.Issued + posting.Issued.Count,
            IssuedVnd = run.IssuedVnd + posting.Issued.Sum(invoice => invoice.TotalVnd),
            Before = before,
            Unpaid = unpaid,
            Differing = differing,
        };
    }

    /// <summary>True when the invoices that count say something else than the bill now.</summary>
    internal static bool Differs(IReadOnlyList<Invoice> chain, InvoiceContent content) =>
        InvoiceLines.Difference(InvoiceLines.Sum(InvoiceChain.InForce(chain)), content.Lines).Count > 0;

    private static InvoiceDraft DraftOf(BillId id, InvoiceContent content) =>
        new(InvoiceKind.Original, id.Account, id.Period, 1, content.BillCode, content.Buyer, content.Lines, content.VatRule);

    private static Outgoing Step(InvoiceBook book, Asked asked, string id) => new(TuitionMessages.InvoiceRunStep.Write(
        id, TuitionIds.InvoiceBook(book.School), asked.ArrivedAt, asked.Correlation, new InvoiceRunStepV1(book.School, book.Run!.Number, book.Run.Steps)));
}
