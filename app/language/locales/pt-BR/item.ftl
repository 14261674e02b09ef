# A página de um item: sua linha do tempo, suas versões, duas delas comparadas, e a restauração de uma.

item-loading = Carregando a linha do tempo do item…
item-chosen = A versão escolhida
item-version-loading = Carregando a versão…
item-unnamed = Item
item-of-another = A alteração { $id } é de outro item.
item-no-key = O endereço não indica um item: { $reason }.
item-none-title = Nada deste item está arquivado
item-none-hint = Ele pode estar escrito de outro modo, ou não mudou desde o início da captura. |Veja os itens da tabela|, ou |grave-o|.
# O que se sabe do item como um todo.
item-breadcrumb = Trilha de navegação
item-alive = vivo
item-deleted = excluído
item-bring-back = Trazer de volta…
item-bring-back-about = Restaurar o item como era antes de ser excluído
item-compare-open = Comparar…
item-all-changes = todas as alterações deste item
item-versions = versões
item-first-seen = visto desde
item-last-seen = visto por último
item-captured = capturado
item-captured-first-version = desde a primeira versão
item-captured-later-version = desde uma versão posterior
# A linha da sua vida, e a linha do tempo abaixo dela.
item-life = Versões: { $versions }; períodos sem alteração: { $quiet }
item-quiet = parado por { $long }
item-timeline = Linha do tempo
item-jump = Ir para
item-jump-example = v42 ou 2026-11-22
item-jump-go = Ir
item-jump-problem = { $text } não é uma versão como v42 nem um momento como 2026-11-22T14:09:17Z (um dia, ou um momento até o minuto, é lido em UTC).
item-as-of-open = Como estava em…
item-attributes-open = Atributos…
item-newer-versions = { $count ->
    [one] { $shown } versão mais nova
   *[other] { $shown } versões mais novas
}
item-versions-up-to = Versões até { $version }
item-versions-loading = Carregando a versão { $version } e as mais antigas…
item-gap = Lacuna. |Entre | e |, alterações desta tabela foram descartadas antes de serem lidas: algumas podem ter sido deste item. |As lacunas
item-by = por { $actor }
item-beginning-captured = Capturado desde a primeira versão.
item-beginning-older = O item é mais antigo que sua primeira versão aqui: o que aconteceu antes do início da captura não está no acervo.
# Uma versão.
item-all-versions = Todas as versões
item-version-of = Versão { $version } de { $versions }
item-compare-with-now = Comparar com agora
item-restore-open = Restaurar…
item-restore-about = Trazer o item de volta à versão { $version }
item-views = Visões da versão
item-view-new = v1 é nova
item-view-against = v{ $version } em relação à v{ $before }
item-view-item = Item na v{ $version }
item-view-record = Registro
item-view-deleted = A versão { $version } excluiu o item: não há nenhum.
item-version-before = A versão anterior
item-version-after = A versão seguinte
# O item como estava em um momento. Um | em uma ponta guarda o espaço ao lado.
item-as-of-loading = Carregando o item como estava…
item-back-to-now = Voltar para agora
item-as-of = Como estava em
item-as-of-version = Como estava na versão { $version }
item-was-in-force = estava em vigor, desde
item-had-removed-it = já o havia removido, em
item-until = , até | em |
item-not-existing-yet = Ele ainda não existia
item-before-its-first = Antes da sua primeira versão no acervo
item-gap-noticed = Uma lacuna nas alterações da tabela foi notada em |, depois desta versão: pode ter havido outras que o acervo nunca viu. |As lacunas
item-as-of-derived = Derivado: o registro desta versão não traz imagem; o da seguinte informa o que havia antes.
item-unknown = Não há como saber
item-unknown-before-capture = O item é mais antigo que sua primeira versão no acervo. O que ele era antes disso, e desde quando existia, não está no acervo.
item-unknown-not-carried = O tipo de visualização { $view_type } do stream não trouxe aqui a imagem do item, nem com esta versão nem com a seguinte.
item-unknown-until-next = O tipo de visualização { $view_type } do stream informa o que havia antes de uma alteração: esta versão será conhecida quando o item for alterado de novo.
item-removed = Não havia item
item-removed-by = A versão { $version } já o havia removido.
item-not-yet = Ainda não havia item
item-not-yet-why = Sua primeira versão é a que o criou.
item-slider = Momento na vida do item
item-slider-version = versão { $version }, { $time }
item-slider-before = antes da primeira versão
item-show = Mostrar
item-older = Mais antiga
item-newer = Mais nova
# Um atributo ao longo da vida do item.
item-attribute-loading = Carregando o histórico do atributo…
item-attribute-choose = Escolher um atributo
item-attributes-over-time = Atributos ao longo do tempo
item-attribute-over-time = { $attribute } ao longo do tempo
item-attributes = Os atributos do item
item-attribute-path = Caminho
item-attribute-looked = { $steps } nas versões { $from } a { $to } de { $versions }.
item-older-versions = Versões mais antigas
item-newest = Mais novas
item-stretches = Trechos da vida
item-held-absent = ausente
item-held-no-item = sem item
item-held-unknown = desconhecido
item-chart-steps = Gráfico de degraus de { $path }, versões { $from } a { $to }; a tabela abaixo diz o mesmo
item-chart-ribbon = Faixa de { $path }, versões { $from } a { $to }; a tabela abaixo diz o mesmo
item-chart-left-out = { $count } de { $steps } passos ficaram fora do desenho; os mais baixos e os mais altos permanecem
item-steps-left-out = { $count ->
    [one] Mais { $shown } passo antigo ficou fora da tabela.
   *[other] Mais { $shown } passos antigos ficaram fora da tabela.
}
item-values = Valores
item-since = De
item-time = Horário
item-value = Valor
# Dois momentos comparados: versões pelo número, agora como 0.
item-comparing = Comparando…
item-back = Voltar ao item
item-moment = { $version ->
    [0] Agora
   *[other] Versão { $version }
}
item-moment-now = agora
item-compared = { $is ->
    [0] Agora
   *[other] Versão { $is }
} em relação { $was ->
    [0] a agora
   *[other] à versão { $was }
}
item-close-comparison = Fechar a comparação
item-was = Era
item-is = É
item-side-absent = não há item
item-side-unknown = não se sabe
item-side-now = no DynamoDB, com leitura consistente
item-pick = O que é comparado
item-pick-field = O número de uma versão, ou now (agora)
item-pick-unreadable = { $field }: { $text } não é uma versão: escreva um número a partir de 1, ou now para o item como está no DynamoDB.
item-pick-missing = { $field }: o item não tem a versão { $version }; suas versões vão de 1 a { $versions }.
item-pick-swap = Trocar
item-pick-swap-both = Trocar os dois lados
item-pick-compare = Comparar
item-pick-none = Não há
item-pick-no-step = { $step } (não há)
item-was-older = Era: a versão anterior
item-was-newer = Era: a versão seguinte
item-is-older = É: a versão anterior
item-is-newer = É: a versão seguinte
item-quick-pairs = Pares mais pedidos
item-quick-now = A mais nova e agora
item-quick-newest = As duas mais novas
item-quick-life = A primeira e a mais nova
# Trazer o item de volta a uma versão.
item-read-only = Este servidor só lê: inicie-o com --allow-writes para restaurar.
item-restore-no-version = { $text } não é uma versão: o endereço indica o número da versão a restaurar.
item-restore-loading = Lendo o item do DynamoDB…
item-restore-question = Restaurar a versão { $version }?
item-restore-delete-question = Excluir o item, como foi excluído na versão { $version }?
item-restore-promise = Só o que difere é gravado, e só se o item ainda estiver exatamente como mostrado aqui quando você decidir. Chega como uma nova versão: nada do histórico se perde.
item-restore-promise-written = Este item não existe agora. Ele é gravado de novo, se ainda não existir quando você decidir.
item-restore-promise-deleted = O item é excluído, se ainda estiver exatamente como mostrado aqui quando você decidir.
item-now = Agora
item-then = Então
item-as-at = Como na { $moment }
item-restore-behind = O item não está como na sua versão arquivada mais nova, { $version }: uma alteração ainda está a caminho, perdeu-se em uma lacuna, ou nunca foi capturada. O que se compara é o item como está agora.
item-restore-now-unknown = Não se sabe como o item está agora, então nada pode ser garantido.
item-restore-then-unknown = Não se sabe como o item era então.
item-restore-nothing = O item está como era então: não há nada a restaurar.
item-restore = Restaurar
item-restore-delete = Excluir o item
item-restore-writing = Gravando…
item-restore-cancel = Cancelar
item-restore-moved = O item mudou nesse meio-tempo.
item-restore-failed = Não restaurado.
item-restore-new-preview = Abaixo está uma nova prévia, do item como está agora.
item-restored = A versão { $version } foi restaurada.
item-restore-written = { $count ->
    [one] { $shown } atributo gravado.
   *[other] { $shown } atributos gravados.
}
item-restore-arrived = Chegou como |.
item-restore-not-arrived = A alteração ainda não chegou: o stream pode estar desligado ou lento. A linha do tempo vai mostrá-la.
item-restore-undo = Desfazer: restaurar a versão { $version }…
item-restore-unforeseen = Entre a prévia e a gravação, alguém adicionou { $names }, que não está em nenhuma das duas versões. O que foi adicionado é mantido onde ainda houver um item.
