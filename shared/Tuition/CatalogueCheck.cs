using System.Buffers;
using System.Globalization;
using PublicServices.Kernel;

namespace PublicServices.Tuition;

/// <summary>Whether a catalogue may be published: faults that must be put right, and warnings that need a reason.</summary>
public static class CatalogueCheck
{
    private const int MaxTextLength = 200;
    private const int MaxReasonLength = 500;
    private const int MaxUnitLength = 50;
    private const int MaxDueDay = 366;
    private static readonly SearchValues<char> CodeCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    /// <summary>What must be put right.</summary>
    /// <param name="today">Prices in force on or before it cannot be changed, only ended.</param>
    public static IReadOnlyList<FieldProblem> Faults(PublishCatalogue command, FeeCatalogue? before, DateOnly today)
    {
        var faults = new List<FieldProblem>();
        if (command.Name.Vi.Length is 0 or > MaxTextLength) faults.Add(TuitionProblems.Required("name"));
        if (!command.School.StartsWith(command.Province, StringComparison.Ordinal) || command.Province.Length != 2)
            faults.Add(TuitionProblems.NotRight("province", "không phải tỉnh của trường", "not the school's province"));
        if (command.Reason.Length > MaxReasonLength) faults.Add(TuitionProblems.NotRight("reason", "quá dài", "too long"));
        if (command.Items.Count is 0 or > FeeCatalogue.MaxItems)
            faults.Add(TuitionProblems.NotRight("items", $"từ 1 đến {FeeCatalogue.MaxItems} khoản", $"1 to {FeeCatalogue.MaxItems} items"));
        foreach (var twice in command.Items.GroupBy(item => item.Code).Where(group => group.Count() > 1))
            faults.Add(TuitionProblems.NotRight("items", $"{twice.Key} có hai lần", $"{twice.Key} is there twice"));
        foreach (var item in command.Items) Check(item, before?.Find(item.Code), today, faults);
        foreach (var gone in (before?.Items ?? []).Where(item => command.Items.All(other => other.Code != item.Code)))
            faults.Add(TuitionProblems.NotRight(gone.Code, "khoản đã công bố chỉ được kết thúc, không được xóa", "a published item is ended, not removed"));
        CheckInstalments(command.Instalments, faults);
        return faults;
    }

    /// <summary>What is beyond a rule that may be broken for a reason. What was published with one keeps it.</summary>
    public static IReadOnlyList<CatalogueWarning> Warnings(PublishCatalogue command, FeeCatalogue? before, TuitionRuleBook book)
    {
        var warnings = new List<CatalogueWarning>();
        foreach (var item in command.Items)
        {
            var known = before?.Find(item.Code)?.Prices ?? [];
            var prices = item.Prices.OrderBy(price => price.From).ToList();
            for (var i = 0; i < prices.Count; i++)
            {
                var price = prices[i];
                var isKnown = known.Any(other => other.From == price.From && other.Value == price.Value);
                if (i > 0 && book.Rise.InForce(price.From) is { } rise && prices[i - 1].Value.AmountVnd is > 0 and var former
                    && (Int128)price.Value.AmountVnd * 100 > (Int128)former * (100 + rise.Value.MaxPercent))
                    Add(item, price, isKnown, rise.Instrument, $"tăng quá {rise.Value.MaxPercent} %", $"rises by more than {rise.Value.MaxPercent} %");
                if (book.Caps.InForce(price.From) is { } caps
                    && caps.Value.FirstOrDefault(cap => cap.Province == command.Province && cap.Item == item.Code) is { } cap
                    && price.Value.AmountVnd > cap.MaxVnd)
                    Add(item, price, isKnown, caps.Instrument, $"vượt mức trần {Money.Vnd(cap.MaxVnd)}", $"is above the cap of {Money.Vnd(cap.MaxVnd)}");
            }
        }

        return warnings;

        void Add(FeeItem item, Dated<ItemPrice> price, bool isKnown, string instrument, string vi, string en)
        {
            var from = price.From.Display();
            var text = new LocalText($"{item.Name.Vi} từ {from}: {vi}", $"{item.Name.En} from {from}: {en}");
            var kept = isKnown ? before!.Warnings.FirstOrDefault(warning => warning.Item == item.Code && warning.Text == text)?.Reason : null;
            warnings.Add(new CatalogueWarning(item.Code, text, instrument, kept ?? command.Reason.Trim()));
        }
    }

    private static void Check(FeeItem item, FeeItem? before, DateOnly today, List<FieldProblem> faults)
    {
        var field = item.Code.Length is > 0 and <= 40 ? item.Code : "items";
        if (item.Code.Length is 0 or > 40 || item.Code.AsSpan().ContainsAnyExcept(CodeCharacters))
            faults.Add(TuitionProblems.NotRight("items", "mã khoản gồm chữ thường, số và dấu gạch", "codes are lower-case letters, digits and dashes"));
        if (item.Name.Vi.Length is 0 or > MaxTextLength || item.Name.En.Length > MaxTextLength) faults.Add(TuitionProblems.Required(field));
        if (item.Unit is { Length: 0 or > MaxUnitLength } || item.Unit?.Any(char.IsControl) is true) faults.Add(TuitionProblems.NotRight(field, "đơn vị tính", "what one is called"));
        if (item.Prices.Count is 0 or > FeeCatalogue.MaxVersionsOfItem) faults.Add(TuitionProblems.NotRight(field, "thiếu giá", "it has no price"));
        foreach (var price in item.Prices)
        {
            if (price.Value.AmountVnd is < 0 or > FeeCatalogue.MaxPriceVnd)
                faults.Add(TuitionProblems.NotRight(field, $"giá từ 0 đến {FeeCatalogue.MaxPriceVnd}", string.Create(CultureInfo.InvariantCulture, $"prices are 0 to {FeeCatalogue.MaxPriceVnd}")));
            if (price.Instrument.Length is 0 or > MaxTextLength) faults.Add(TuitionProblems.NotRight(field, "thiếu căn cứ của giá", "the price names no instrument"));
        }

        if (!DatedRules<ItemPrice>.AreSound(item.Prices))
            faults.Add(TuitionProblems.NotRight(field, "các giá chồng thời gian nhau", "prices overlap in time"));

        if (before is null) return;
        if ((before.Kind, before.Cycle) != (item.Kind, item.Cycle))
            faults.Add(TuitionProblems.NotRight(field, "loại và kỳ thu không đổi được", "kind and cycle cannot change"));
        foreach (var past in before.Prices.Where(price => price.From <= today))
        {
            if (!item.Prices.Any(price => price.From == past.From && price.Value == past.Value && (price.To == past.To || price.To >= today.AddDays(-1))))
                faults.Add(TuitionProblems.NotRight(field, $"giá từ {past.From.Display()} đã có hiệu lực, chỉ được kết thúc", $"the price from {past.From.Display()} is in force and can only be ended"));
        }
    }

    private static void CheckInstalments(IReadOnlyList<InstalmentPart> parts, List<FieldProblem> faults)
    {
        var inOrder = parts.Zip(parts.Skip(1)).All(pair => pair.First.DueDay < pair.Second.DueDay);
        if (parts.Count is 0 or > FeeCatalogue.MaxInstalments || parts.Any(part => part.Percent is < 1 or > 100 || part.DueDay is < 0 or > MaxDueDay)
            || parts.Sum(part => part.Percent) != 100 || !inOrder)
            faults.Add(TuitionProblems.NotRight("instalments", "các đợt cộng lại 100 %, hạn tăng dần", "parts add up to 100 % and their days rise"));
    }
}
