//! How a sheet is filled in, in the languages of those who do: English, Russian, Kazakh, Chinese.

use super::page::How;

/// A coding sheet.
pub const CODING: &[How] = &[
    (
        "How to code",
        &[
            "Code the text. The grey context only helps to understand it.",
            "Each code by itself: 1 where the text has it, 0 where it has not, ? where it can not be coded. \
             An empty cell is not coded yet. Several codes may be 1.",
            "What a code means stands on the sheet `codebook`, and beside a cell of the code that you enter.",
            "Write 1 under `unsure` where you are in doubt, and say why under `memo`.",
            "Code alone: do not talk about units before all have handed in their sheets.",
            "Change nothing but the coloured cells. Add and delete no rows and columns. Save as a workbook \
             (.xlsx).",
        ],
    ),
    (
        "Как кодировать",
        &[
            "Кодируйте текст. Серый контекст лишь помогает его понять.",
            "Каждый код сам по себе: 1, если он есть в тексте, 0, если его нет, «?», если закодировать \
             нельзя. Пустая ячейка ещё не закодирована. Значение 1 может быть у нескольких кодов.",
            "Что означает код, написано на листе `codebook` и рядом с ячейкой кода, когда она выбрана.",
            "Сомневаетесь – поставьте 1 в столбце `unsure` и напишите в `memo`, почему.",
            "Кодируйте самостоятельно: не обсуждайте тексты, пока все не сдали свои листы.",
            "Меняйте только цветные ячейки. Не добавляйте и не удаляйте строки и столбцы. Сохраняйте как \
             книгу (.xlsx).",
        ],
    ),
    (
        "Қалай кодтау керек",
        &[
            "Мәтінді кодтаңыз. Сұр контекст тек түсінуге көмектеседі.",
            "Әр код бөлек: мәтінде болса – 1, болмаса – 0, кодтау мүмкін болмаса – ?. Бос ұяшық – әлі \
             кодталмаған. Бірнеше кодта 1 болуы мүмкін.",
            "Кодтың мағынасы `codebook` парағында және код ұяшығы таңдалғанда жанында жазылған.",
            "Күмәндансаңыз, `unsure` бағанына 1 қойып, себебін `memo` бағанына жазыңыз.",
            "Өз бетіңізше кодтаңыз: бәрі парақтарын тапсырғанша мәтіндерді талқыламаңыз.",
            "Тек түсті ұяшықтарды өзгертіңіз. Жолдар мен бағандарды қоспаңыз және жоймаңыз. Кітап (.xlsx) \
             ретінде сақтаңыз.",
        ],
    ),
    (
        "如何编码",
        &[
            "请对“text”一栏的文本编码，灰色的上下文只供理解。",
            "每个代码分别判断：文本中有，填 1；没有，填 0；无法编码，填 ?。空白单元格表示尚未编码。可以有多个代码为 1。",
            "代码的含义见工作表 `codebook`，选中该代码的单元格时也会显示。",
            "没有把握时，在 `unsure` 栏填 1，并在 `memo` 栏说明原因。",
            "请独立编码：在所有人交表之前，不要讨论这些文本。",
            "只改动有颜色的单元格。不要增删行或列。请保存为工作簿（.xlsx）。",
        ],
    ),
];

/// A sheet of adjudication.
pub const ADJUDICATION: &[How] = &[
    (
        "How to settle",
        &[
            "A row is a text and a code that coders coded differently. Who they are is hidden; A and B change \
             from row to row.",
            "Write under `settled` what holds by the codebook: 1, 0, or ? where it can not be coded. An empty \
             cell is not settled yet.",
            "Choose under `reason` why they differed: ambiguous text, gap in the codebook, coder's error, \
             edge case. What should be mended goes under `note`.",
            "Change nothing but the coloured cells. Save as a workbook (.xlsx).",
        ],
    ),
    (
        "Как решать спорные случаи",
        &[
            "Строка – текст и код, по которому кодировщики разошлись. Кто они, скрыто; A и B в каждой строке \
             другие.",
            "Напишите в `settled`, что верно по кодбуку: 1, 0 или ?, если закодировать нельзя. Пустая ячейка \
             ещё не решена.",
            "Выберите в `reason`, почему они разошлись: ambiguous text – текст неоднозначен, gap in the \
             codebook – пробел в кодбуке, coder's error – ошибка кодировщика, edge case – пограничный случай. \
             Что исправить, пишите в `note`.",
            "Меняйте только цветные ячейки. Сохраняйте как книгу (.xlsx).",
        ],
    ),
    (
        "Даулы жағдайды қалай шешу керек",
        &[
            "Жол – кодтаушылар әртүрлі кодтаған мәтін мен код. Олардың кім екені жасырын; A мен B әр жолда \
             басқа.",
            "`settled` бағанына кодбук бойынша дұрысын жазыңыз: 1, 0 немесе кодтау мүмкін болмаса ?. Бос ұяшық \
             – әлі шешілмеген.",
            "`reason` бағанынан себебін таңдаңыз: ambiguous text – мәтін екіұшты, gap in the codebook – \
             кодбуктағы олқылық, coder's error – кодтаушының қатесі, edge case – шекті жағдай. Нені түзету \
             керегін `note` бағанына жазыңыз.",
            "Тек түсті ұяшықтарды өзгертіңіз. Кітап (.xlsx) ретінде сақтаңыз.",
        ],
    ),
    (
        "如何裁定",
        &[
            "每一行是编码员意见不一的一段文本和一个代码。编码员的姓名已隐藏，A 和 B 逐行变换。",
            "在 `settled` 栏按编码手册填写：1、0，或无法编码时填 ?。空白表示尚未裁定。",
            "在 `reason` 栏选择分歧的原因：ambiguous text（文本含混）、gap in the codebook（手册有缺漏）、coder's \
             error（编码员失误）、edge case（边缘情形）。需要修改之处写在 `note` 栏。",
            "只改动有颜色的单元格。请保存为工作簿（.xlsx）。",
        ],
    ),
];
