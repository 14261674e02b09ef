# A busca no acervo, seus gráficos, e as visões salvas.

search-searching = Buscando…
search-everything = Busque em tudo que foi arquivado
search-everything-hint = Palavras são encontradas em chaves e valores, por mais antigos que sejam. Termos restringem a busca:
search-example-table = tudo em uma tabela
search-example-removed = o que foi removido dela
search-example-attribute = alterações cuja imagem traz um atributo
search-example-changed = onde um atributo virou outra coisa
search-example-hour = as modificações da última hora
search-example-expired = o que expirou
search-views = Visões salvas
search-views-none = Nenhuma ainda: faça uma busca e dê um nome à consulta.
search-view-name = Nome
search-view-save = Salvar visão
search-view-replace = Substituir
search-view-saved = Salva como { $name }.
search-view-taken = Já existe uma visão chamada { $name }. Pressione de novo para substituí-la.
search-view-change = Alterar
search-view-name-of = Nome de { $name }
search-view-rename = Renomear
search-view-renamed = Renomeada para { $name }.
search-view-taken-already = Já existe uma visão chamada { $name }: escolha outro nome.
search-view-delete = Excluir
search-view-deleted = { $name } foi excluída.
search-view-loading = Procurando a visão…
search-view-opening = Abrindo a visão…
search-charts = Gráficos
search-show-charts = Mostrar gráficos
search-hide-charts = Ocultar gráficos
search-counting = Contando…
search-modified = modificadas
search-inserted = inseridas
search-removed = removidas
search-baseline = linha de base
search-legend = { $name }: { $count }
search-chart = Alterações de { $from } a { $to }: { $modified } por modificação, { $inserted } por inserção, { $removed } por remoção, { $baseline } de linhas de base. A tabela abaixo tem cada barra.
search-bar = uma barra é { $long }
search-minutes = { $count ->
    [one] { $count } minuto
   *[other] { $count } minutos
}
search-hours = { $count ->
    [one] { $count } hora
   *[other] { $count } horas
}
search-days = { $count ->
    [one] { $count } dia
   *[other] { $count } dias
}
search-all-counted = alterações contadas: todas, { $total }
search-counted = alterações contadas: as { $scanned } mais novas de { $total }
search-count-further = Contar mais
search-as-table = Como tabela
search-over-time = Alterações ao longo do tempo
search-from-utc = De (UTC)
search-from = De
search-to = Até
search-range = { $from } até { $to }
search-only-this-time = Só este período
search-hottest-items = Itens mais alterados
search-hottest-attributes = Atributos mais alterados
search-attributes-counted = Atributos: { $counted }
search-look-further = Procurar mais
search-progress = { $scanned } de { $total } alterações examinadas · encontradas: { $found }
search-progress-back = { $scanned } de { $total } alterações examinadas, voltando até { $date } · encontradas: { $found }
search-progress-up = { $scanned } de { $total } alterações examinadas, até { $date } · encontradas: { $found }
search-order = Ordem
search-newest = Mais novas primeiro
search-oldest = Mais antigas primeiro
search-cancel = Cancelar
search-continue = Continuar
search-found = Alterações encontradas
search-nothing = Nada no acervo corresponde. Os termos são unidos por AND: retire um, ou escreva OR entre eles.
search-whole = O acervo inteiro foi percorrido.
search-further = Continuando a busca…
search-further-results = Mais resultados
search-load-more = Carregar mais
