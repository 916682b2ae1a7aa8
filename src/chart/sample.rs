//! Figures for the tests: invented shares, labels of framings in four languages.

use super::figure::{Cell, Cells, Figure};

/// One language: its name, 20 long labels, 4 groups with their title, axis label and note.
pub struct Sample {
    pub name: &'static str,
    pub labels: [&'static str; 20],
    pub legend_title: &'static str,
    pub groups: [&'static str; 4],
    pub axis_label: &'static str,
    pub note: &'static str,
}

impl Sample {
    /// Ungrouped bars, as of a frequency table.
    pub fn frequency(&self, n: usize) -> Figure {
        let cells = (0..n).map(|i| cell(i, 1240)).collect();
        let categories = self.labels.iter().take(n).map(|l| (*l).to_owned()).collect();
        self.figure(Cells { categories, cells, ..Cells::default() })
    }

    /// Bars by group, one of them missing and one undefined.
    pub fn grouped(&self, n: usize, n_groups: usize) -> Figure {
        let groups: Vec<String> = (0..n_groups)
            .map(|g| match self.groups.get(g) {
                Some(group) => (*group).to_owned(),
                None => format!("{} {}", self.groups[g % 4], g / 4 + 1),
            })
            .collect();
        let mut cells: Vec<Cell> = (0..n * n_groups)
            .map(|i| cell(i / n_groups * 3 + i % n_groups * 2, 310 + 97 * (i % n_groups) as u64))
            .collect();
        if cells.len() > 6 {
            cells[2] = Cell::missing("no rules in this language", cells[2].n);
            cells[5] = Cell::missing("no segment in scope", cells[5].n);
        }
        let categories = self.labels.iter().take(n).map(|l| (*l).to_owned()).collect();
        let legend_title = self.legend_title.to_owned();
        self.figure(Cells { categories, legend_title, groups, cells })
    }

    fn figure(&self, cells: Cells) -> Figure {
        Figure {
            axis_label: self.axis_label.to_owned(),
            note: self.note.to_owned(),
            caption: "Share of segments by framing; bars with 95 % intervals.".to_owned(),
            ..Figure::of_cells("bars", cells)
        }
    }
}

/// An invented share with the width of its interval.
fn cell(i: usize, n: u64) -> Cell {
    let value = 0.52 / (1.0 + 0.21 * i as f64) + 0.004 * ((i * 7) % 5) as f64;
    let half = 1.96 * (value * (1.0 - value) / n as f64 * 1.8).sqrt();
    Cell::new(value, Some(((value - half).max(0.0), value + half)), Some(n))
}

pub const SAMPLES: [Sample; 4] = [
    Sample {
        name: "en",
        labels: [
            "Regional security and the fight against terrorism, separatism and extremism",
            "Economic cooperation",
            "Trade, transit and transport corridors between China and Europe",
            "Energy: oil, gas and pipelines",
            "Cultural and humanitarian ties",
            "Belt and Road Initiative as a common project of the participating states",
            "Debt and dependence",
            "Western criticism of the organization and its members",
            "Sovereignty and non-interference in internal affairs",
            "Multipolar world order",
            "Water and environmental security in transboundary river basins",
            "Labour migration, land and local protest",
            "Soft power, education and Confucius Institutes",
            "The revival of the ancient Silk Road as a shared historical heritage",
            "Good neighbourliness",
            "Competition between Russia and China in Central Asia",
            "Digital infrastructure, surveillance and telecommunications",
            "Human rights in Xinjiang",
            "Agriculture, food exports and phytosanitary requirements at the border",
            "None of these",
        ],
        legend_title: "Language of the outlet",
        groups: ["Kazakh", "Russian", "English", "Chinese"],
        axis_label: "Share of segments in scope",
        note: "Constructed example. Indicators, not validated.",
    },
    Sample {
        name: "ru",
        labels: [
            "Региональная безопасность и борьба с терроризмом, сепаратизмом и экстремизмом",
            "Экономическое сотрудничество",
            "Торговля, транзит и транспортные коридоры между Китаем и Европой",
            "Энергетика: нефть, газ и трубопроводы",
            "Культурно-гуманитарные связи",
            "Инициатива «Один пояс, один путь» как общий проект государств-участников",
            "Долги и зависимость",
            "Критика организации и её членов на Западе",
            "Суверенитет и невмешательство во внутренние дела",
            "Многополярный мир",
            "Водная и экологическая безопасность в бассейнах трансграничных рек",
            "Трудовая миграция, земля и протесты",
            "«Мягкая сила», образование и Институты Конфуция",
            "Возрождение древнего Шёлкового пути как общего исторического наследия",
            "Добрососедство",
            "Соперничество России и Китая в Центральной Азии",
            "Цифровая инфраструктура, слежка и телекоммуникации",
            "Права человека в Синьцзяне",
            "Сельское хозяйство, экспорт продовольствия и фитосанитарные требования на границе",
            "Ни одно из перечисленного",
        ],
        legend_title: "Язык издания",
        groups: ["казахский", "русский", "английский", "китайский"],
        axis_label: "Доля сегментов в рамках исследования",
        note: "Условный пример. Показатели, достоверность не проверена.",
    },
    Sample {
        name: "kk",
        labels: [
            "Өңірлік қауіпсіздік және терроризмге, сепаратизм мен экстремизмге қарсы күрес",
            "Экономикалық ынтымақтастық",
            "Қытай мен Еуропа арасындағы сауда, транзит және көлік дәліздері",
            "Энергетика: мұнай, газ және құбырлар",
            "Мәдени-гуманитарлық байланыстар",
            "«Бір белдеу, бір жол» бастамасы қатысушы мемлекеттердің ортақ жобасы ретінде",
            "Қарыз бен тәуелділік",
            "Ұйымға және оның мүшелеріне Батыстың сыны",
            "Егемендік және ішкі істерге араласпау",
            "Көпполярлы әлемдік тәртіп",
            "Трансшекаралық өзендер алаптарындағы су және экологиялық қауіпсіздік",
            "Еңбек көші-қоны, жер мәселесі және наразылық",
            "Жұмсақ күш, білім беру және Конфуций институттары",
            "Ежелгі Жібек жолының ортақ тарихи мұра ретінде жаңғыруы",
            "Тату көршілік",
            "Орталық Азиядағы Ресей мен Қытайдың бәсекелестігі",
            "Цифрлық инфрақұрылым, бақылау және телекоммуникациялар",
            "Шыңжаңдағы адам құқықтары",
            "Ауыл шаруашылығы, азық-түлік экспорты және шекарадағы фитосанитарлық талаптар",
            "Аталғандардың ешқайсысы",
        ],
        legend_title: "Басылым тілі",
        groups: ["қазақ тілі", "орыс тілі", "ағылшын тілі", "қытай тілі"],
        axis_label: "Зерттеу аясындағы сегменттер үлесі",
        note: "Шартты мысал. Көрсеткіштер тексерілмеген.",
    },
    Sample {
        name: "zh",
        labels: [
            "地区安全以及打击恐怖主义、分裂主义和极端主义“三股势力”的合作",
            "经济合作",
            "中国与欧洲之间的贸易、过境运输和国际物流通道建设",
            "能源：石油、天然气和管道",
            "人文交流与文化联系",
            "“一带一路”倡议（作为参与国共同建设、共同受益的合作项目）",
            "债务与依赖",
            "西方国家对该组织及其成员国的批评和质疑",
            "主权平等和不干涉内政原则",
            "世界多极化",
            "跨界河流流域的水资源安全与生态环境安全问题",
            "劳务移民、土地与地方抗议",
            "软实力、教育与孔子学院",
            "古代丝绸之路的复兴：作为共同的历史遗产与文明对话的象征",
            "睦邻友好",
            "俄罗斯与中国在中亚地区的竞争",
            "数字基础设施、监控技术与电信网络（包括 5G）",
            "新疆人权问题",
            "农业、粮食出口以及边境口岸的植物检疫要求和通关便利化",
            "以上均无",
        ],
        legend_title: "媒体语言",
        groups: ["哈萨克语", "俄语", "英语", "汉语"],
        axis_label: "范围内语段所占比例",
        note: "虚构示例。指标未经验证。",
    },
];
