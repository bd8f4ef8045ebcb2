using PublicServices.Kernel;
using PublicServices.Tuition;

namespace PublicServices.Tests.Unit.Tuition;

/// <summary>The tuition world with a school that issues invoices.</summary>
internal sealed class InvoiceWorld(TuitionWorld world)
{
    public static readonly InvoiceSettings Settings =
        new("Trường THPT Minh Họa", "0100109106", "Số 1, phố Minh Họa, Hà Nội", null, null, null, null, 1, "C26TAA");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public TuitionWorld World => world;

    public KeepInvoiceSettings Keep { get; } = new(world.Books, world.Catalogues);

    public SetInvoiceBuyerHandler Buyer { get; } = new(world.Accounts);

    public CorrectInvoiceHandler Correct { get; } = new(world.Books, world.Drafts);

    public RecordInvoiceNumbers Numbers { get; } = new(world.Books);

    public ReadInvoices Read { get; } = new(world.Books, world.Drafts, world.Accounts);

    /// <summary>Two children's bills of a period, and what invoices say about their school.</summary>
    public static async Task<InvoiceWorld> OpenAsync(string items = "boarding")
    {
        var invoices = new InvoiceWorld(await TuitionWorld.OpenAsync());
        await invoices.World.RunAsync(TuitionWorld.TwoChildren(items));
        await invoices.SaveAsync(Settings);
        return invoices;
    }

    public async Task SaveAsync(InvoiceSettings settings) =>
        (await Keep.SaveAsync(TuitionWorld.School, settings, world.By(TuitionWorld.Officer), Ct)).Problem.Should().BeNull();

    /// <summary>Ana's bill paid, and its invoice.</summary>
    public async Task<Invoice> AnasAsync()
    {
        await world.PayAsync(world.BillOf(TuitionWorld.Ana));
        return await OneAsync(TuitionWorld.Ana);
    }

    public async Task<Invoice> OneAsync(string student) =>
        (await world.Issue.OneAsync(world.BillOf(student), world.By(TuitionWorld.Officer), Ct)).Value;

    public async Task<InvoiceRun> RunAsync(string period = TuitionWorld.Period)
    {
        (await world.Issue.StartAsync(TuitionWorld.School, period, world.By(TuitionWorld.Officer), Ct)).Problem.Should().BeNull();
        await world.DeliverAsync(twice: true);
        return (await world.Books.LoadAsync(TuitionWorld.School, Ct)).State!.Run!;
    }

    public ValueTask<Result<Invoice>> AdjustAsync(Invoice invoice, string reason = "Miễn giảm bổ sung") =>
        Correct.AdjustAsync(new CorrectInvoice(KeyOf(invoice), reason), world.By(TuitionWorld.Officer), Ct);

    public ValueTask<Result<Invoice>> ReplaceAsync(Invoice invoice, string reason = "Sai thông tin") =>
        Correct.ReplaceAsync(new CorrectInvoice(KeyOf(invoice), reason), world.By(TuitionWorld.Officer), Ct);

    /// <summary>Everything of the period; the book is sound.</summary>
    public async Task<IReadOnlyList<IssuedInvoice>> ExportAsync(bool openOnly = false)
    {
        var record = await world.Store.LoadAsync(TuitionIds.InvoiceBook(TuitionWorld.School), Ct);
        var documents = await world.Store.ListDocumentsAsync(record!.Id, InvoiceBook.InvoicePrefix, null, 1_000, Ct);
        InvoiceSoundness.Faults(record, documents).Should().BeEmpty();
        return (await Read.ExportAsync(TuitionWorld.School, TuitionWorld.Period, openOnly, world.By(TuitionWorld.Officer), Ct)).Value.Invoices;
    }

    public static InvoiceKey KeyOf(Invoice invoice)
    {
        InvoiceKey.TryParse(invoice.Key, out var key).Should().BeTrue();
        return key;
    }
}
