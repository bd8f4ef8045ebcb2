using PublicServices.Kernel;

namespace PublicServices.Tuition;

/// <summary>Demonstration data: two schools' prices, and at one of them two classes with a family of two children.</summary>
/// <remarks>Everybody, every price and every code in it is invented.</remarks>
public sealed class DemoTuition(Catalogues catalogues, RunBillsHandler runs, StudentAccounts accounts, KeyedHash hash, TimeProvider clock)
{
    /// <summary>The school whose classes are billed.</summary>
    public const string School = "01-002";

    private const string Instrument = "Thông báo thu minh họa (demonstration data)";

    private static readonly string[] Header = ["student", "name", "class", "level", "standing", "items", "email", "phone", "guardian"];

    private static readonly string[][] Pupils =
    [
        ["0100000001", "Nguyễn Minh Anh", "10A1", "THPT", "đang học", "boarding; air-conditioning", "lan@example.vn", "0912345678", "acc-lan"],
        ["0100000002", "Nguyễn Minh Bảo", "11A2", "THPT", "đang học", "boarding; meals*22", "lan@example.vn", "0912345678", "acc-lan"],
        ["0100000003", "Trần Gia Hân", "10A1", "THPT", "đang học", "air-conditioning", "minh@example.vn", "", "acc-minh"],
        ["0100000004", "Lê Quốc Khánh", "10A1", "THPT", "đang học", "", "", "", ""],
        ["0100000005", "Phạm Thảo My", "11A2", "THPT", "đang học", "meals*20", "", "", ""],
        ["0100000006", "Vũ Đức Huy", "11A2", "THPT", "lưu ban", "boarding", "", "", ""],
    ];

    /// <summary>Writes it; what is there already is left as it is.</summary>
    public async ValueTask SeedAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        foreach (var school in new[] { "01-001", School })
        {
            if (await catalogues.FindAsync(school, cancellationToken) is not null) continue;
            await catalogues.PublishAsync(Catalogue(school, now), Officer(school, now), cancellationToken);
        }

        if ((await accounts.LoadAsync(TuitionIds.Account(hash, School, Pupils[0][0]), cancellationToken)).State is not null) return;
        var sheet = new Sheet(Header, [.. Pupils.Select((cells, i) => new SheetRow(i + 2, cells))]);
        await runs.StartAsync(new RunBills(School, BillingPeriod.MonthOf(now), sheet), Officer(School, now), cancellationToken);
    }

    /// <summary>What a demonstration school charges since a year before a moment; the second one is private.</summary>
    public static PublishCatalogue Catalogue(string school, DateTimeOffset now)
    {
        var from = new DateOnly(now.VietnamDate().Year - 1, 1, 1);
        return new PublishCatalogue(
            school,
            new($"Trường THPT Minh Họa {school[^1]}, Hà Nội", $"Demonstration High School {school[^1]}, Hà Nội"),
            school[..2],
            IsPublic: school != School,
            [
                Item("tuition", new("Học phí", "Tuition"), FeeKind.Tuition, isForAll: true, 1_200_000),
                Item("boarding", new("Dịch vụ bán trú", "Boarding service"), FeeKind.Service, isForAll: false, 350_000),
                Item("meals", new("Suất ăn trưa", "Lunch"), FeeKind.Service, isForAll: false, 35_000, "Suất"),
                Item("air-conditioning", new("Tiền điện điều hòa", "Air-conditioning"), FeeKind.Service, isForAll: false, 50_000),
                Item("it-utility", new("Ứng dụng công nghệ thông tin", "IT utility"), FeeKind.Agreed, isForAll: true, 20_000),
            ],
            [new InstalmentPart(60, 14), new InstalmentPart(40, 27)],
            Reason: "");

        FeeItem Item(string code, LocalText name, FeeKind kind, bool isForAll, long amountVnd, string? unit = null) => new(
            code, name, kind, BillingCycle.Month, isForAll, [], [new Dated<ItemPrice>(from, Instrument, new ItemPrice(amountVnd))], unit);
    }

    private static Asked Officer(string school, DateTimeOffset now) =>
        new(new Caller($"school-{school}", Role.School, "Dữ liệu minh họa", school), now, "demo-tuition");
}
