using System.Globalization;
using PublicServices.Kernel;

namespace PublicServices.Tuition;

/// <summary>A catalogue's items as a sheet: a row for each price, an item's other cells the same in each of its rows.</summary>
public static class PriceSheet
{
    private static readonly SheetColumn Code = new("item", new("Mã khoản", "Item code"), true, "Mã");
    private static readonly SheetColumn Name = new("name", new("Tên khoản", "Item"), true, "Khoản thu");
    private static readonly SheetColumn NameEn = new("nameEn", new("Tên tiếng Anh", "English name"), false);
    private static readonly SheetColumn Kind = new("kind", new("Loại", "Kind"));
    private static readonly SheetColumn Cycle = new("cycle", new("Kỳ thu", "Billed"), false);
    private static readonly SheetColumn ForAll = new("forAll", new("Mọi học sinh", "Every pupil"), false);
    private static readonly SheetColumn Levels = new("levels", new("Cấp học", "Levels"), false);
    private static readonly SheetColumn Price = new("price", new("Giá", "Price"), true, "Mức thu");
    private static readonly SheetColumn From = new("from", new("Từ ngày", "From"));
    private static readonly SheetColumn To = new("to", new("Đến ngày", "To"), false);
    private static readonly SheetColumn Instrument = new("instrument", new("Căn cứ", "Instrument"));
    private static readonly SheetColumn Unit = new("unit", new("Đơn vị tính", "Unit"), false);

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<SheetColumn> Columns = [Code, Name, NameEn, Kind, Cycle, ForAll, Levels, Price, From, To, Instrument, Unit];

    private static readonly (FeeKind Value, string[] Words)[] Kinds =
    [
        (FeeKind.Tuition, ["hocphi", "tuition"]),
        (FeeKind.Service, ["dichvu", "service"]),
        (FeeKind.Agreed, ["thoathuan", "agreed"]),
    ];

    private static readonly (BillingCycle Value, string[] Words)[] Cycles =
        [(BillingCycle.Month, ["thang", "month", "monthly"]), (BillingCycle.Term, ["hocky", "term", "eachterm"])];

    /// <summary>The items a sheet says; or <c>SHEET-009</c>, or <c>TUITION-001</c> with every cell that cannot be read, by its line.</summary>
    public static Result<FeeItem[]> Read(Sheet sheet)
    {
        if (!SheetColumns.Find(sheet, Columns).Succeeded(out var columns, out var badHeader)) return badHeader;
        var faults = new List<FieldProblem>();
        var items = new Dictionary<string, (FeeItem Item, int Line)>(StringComparer.Ordinal);
        foreach (var row in sheet.Rows)
        {
            var item = new Row(columns, row, faults).Read();
            if (!items.TryGetValue(item.Code, out var first))
            {
                items.Add(item.Code, (item, row.LineNumber));
                continue;
            }

            if (!IsSame(first.Item, item))
                faults.Add(At(row, $"các ô khác giá phải như ở dòng {first.Line}", $"cells but the price must be as in line {first.Line}"));
            items[item.Code] = (first.Item with { Prices = [.. first.Item.Prices, .. item.Prices] }, first.Line);
        }

        if (faults.Count > 0) return TuitionProblems.NotValid(faults);
        return items.Values.Select(one => one.Item).ToArray();
    }

    /// <summary>A catalogue's items as the sheet that would publish them again.</summary>
    public static ExportTable Of(FeeCatalogue catalogue) => new(
        $"prices-{catalogue.School}",
        [.. Columns.Select(column => column.Title.Vi)],
        [
            .. catalogue.Items.SelectMany(item => item.Prices.Select(price => (IReadOnlyList<object>)
            [
                item.Code,
                item.Name.Vi,
                item.Name.En,
                Kinds.Single(kind => kind.Value == item.Kind).Words[^1],
                Cycles.Single(cycle => cycle.Value == item.Cycle).Words[1],
                item.IsForAll ? "x" : "",
                string.Join(", ", item.Levels),
                price.Value.AmountVnd,
                price.From.Display(),
                price.To?.Display() ?? "",
                price.Instrument,
                item.Unit ?? "",
            ])),
        ]);

    private static bool IsSame(FeeItem one, FeeItem other) =>
        (one.Name, one.Kind, one.Cycle, one.IsForAll, one.Unit) == (other.Name, other.Kind, other.Cycle, other.IsForAll, other.Unit)
        && one.Levels.SequenceEqual(other.Levels);

    private static FieldProblem At(SheetRow row, string vi, string en) =>
        TuitionProblems.NotRight("sheet", $"dòng {row.LineNumber}: {vi}", $"line {row.LineNumber}: {en}");

    /// <summary>One row: an item with one price.</summary>
    private readonly struct Row(SheetColumns columns, SheetRow row, List<FieldProblem> faults)
    {
        public FeeItem Read()
        {
            var name = Cell(Name);
            var price = new Dated<ItemPrice>(Day(From) ?? default, Cell(Instrument), new ItemPrice(Amount()), Day(To));
            return new FeeItem(
                Cell(Code).ToLowerInvariant(),
                new LocalText(name, Cell(NameEn) is { Length: > 0 } english ? english : name),
                Said(Kind, SheetCell.Choice(Cell(Kind), Kinds), FeeKind.Service),
                Said(Cycle, SheetCell.Choice(Cell(Cycle), Cycles), BillingCycle.Month),
                Said(ForAll, SheetCell.YesOrNo(Cell(ForAll)), otherwise: false),
                LevelsOf(),
                [price],
                Cell(Unit) is { Length: > 0 } unit ? unit : null);
        }

        private string Cell(SheetColumn column) => columns.Cell(row, column).Trim();

        private long Amount()
        {
            // Thousands are grouped by points, commas or spaces; đồng have no fraction.
            var text = Cell(Price).Replace(".", "", StringComparison.Ordinal).Replace(",", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);
            if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var amount)) return amount;
            Wrong(Price);
            return 0;
        }

        private DateOnly? Day(SheetColumn column)
        {
            if (Cell(column) is not { Length: > 0 } text)
            {
                if (column.IsRequired) Wrong(column);
                return null;
            }

            if (SheetCell.TryDate(text, out var day)) return day;
            Wrong(column);
            return null;
        }

        /// <summary>What a cell says; nothing said is <paramref name="otherwise"/> where the column may be left out.</summary>
        private T Said<T>(SheetColumn column, T? said, T otherwise)
            where T : struct
        {
            if (said is null && (column.IsRequired || Cell(column).Length > 0)) Wrong(column);
            return said ?? otherwise;
        }

        private List<SchoolLevel> LevelsOf()
        {
            var levels = new List<SchoolLevel>();
            foreach (var word in Cell(Levels).Split([',', ';', '+'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            {
                if (SheetCell.Choice(word, EnrolmentSheet.Levels) is { } level && !levels.Contains(level)) levels.Add(level);
                else Wrong(Levels);
            }

            return levels;
        }

        private void Wrong(SheetColumn column) =>
            faults.Add(At(row, column.Title.Vi.ToLowerInvariant(), column.Title.En.ToLowerInvariant()));
    }
}
